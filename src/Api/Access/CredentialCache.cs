using System.Collections.Concurrent;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Access;

/// <summary>
/// Credentials that were found lately. Only found ones are kept, so a new one is good at once; they are kept
/// for a few seconds, so that a revoked one is soon good for nothing, on every node of a cluster.
/// </summary>
internal sealed class CredentialCache(TimeProvider time)
{
    /// <summary>Far below the 30 s in which a revocation has to act everywhere.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Credentials kept: some thousand agents and people; beyond that it begins anew, which costs one read
    /// each.
    /// </summary>
    private const int Limit = 4096;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public Credential? Find(string hash)
    {
        if (!_entries.TryGetValue(hash, out Entry? entry)) return null;
        if (time.GetElapsedTime(entry.FoundAt) < Life) return entry.Credential;
        _entries.TryRemove(KeyValuePair.Create(hash, entry));
        return null;
    }

    /// <param name="credential">What was found.</param>
    /// <param name="askedAt">When the store was asked: a revocation since then is not in it.</param>
    public void Keep(Credential credential, long askedAt)
    {
        if (_entries.Count >= Limit) _entries.Clear();
        _entries[credential.Hash] = new(credential, askedAt);
    }

    public void Forget(string hash) => _entries.TryRemove(hash, out _);

    public void Forget(PrincipalKind kind, string principal)
    {
        foreach ((string hash, Entry entry) in _entries)
        {
            if (entry.Credential.Kind == kind && entry.Credential.Principal == principal)
            {
                _entries.TryRemove(hash, out _);
            }
        }
    }

    private sealed record Entry(Credential Credential, long FoundAt);
}
