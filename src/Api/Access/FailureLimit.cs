using System.Net;
using TaskSync.Api.Problems;

namespace TaskSync.Api.Access;

/// <summary>
/// Bounds how often one address may fail to log in or to enrol. The secrets can't be guessed; this bounds the
/// work and the log.
/// </summary>
internal sealed class FailureLimit(TimeProvider time)
{
    /// <summary>Failures in one window: more than a person makes with a wrong paste.</summary>
    public const int Failures = 10;

    /// <summary>How long failures count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Addresses remembered; when there are more, all begin anew.</summary>
    private const int Addresses = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Entry> _entries = [];

    /// <summary>Why this address has to wait; null if it need not.</summary>
    public Problem? Refuse(IPAddress? address)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(address ?? IPAddress.None, out Entry entry)) return null;
            TimeSpan left = Window - time.GetElapsedTime(entry.Since);
            if (entry.Count < Failures || left <= TimeSpan.Zero) return null;
            return new()
            {
                Status = 429,
                Code = "too_many_failures",
                Title = "Too many failures",
                Detail = "Too many wrong codes or tokens came from this address. " +
                    $"Try again in {Math.Ceiling(left.TotalSeconds)} s.",
                RetryAfterSeconds = (int)Math.Ceiling(left.TotalSeconds),
            };
        }
    }

    public void Note(IPAddress? address)
    {
        lock (_gate)
        {
            IPAddress key = address ?? IPAddress.None;
            bool counts = _entries.TryGetValue(key, out Entry entry)
                && time.GetElapsedTime(entry.Since) < Window;
            if (!counts && _entries.Count >= Addresses) _entries.Clear();
            _entries[key] = counts ? entry with { Count = entry.Count + 1 } : new(time.GetTimestamp(), 1);
        }
    }

    private readonly record struct Entry(long Since, int Count);
}
