using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Tasks;

/// <summary>
/// A submit that was checked: what to run, and the session that the request named, if it did.
/// </summary>
internal sealed record SubmitPlan(TaskSpec Spec, SessionId? Session)
{
    /// <summary>The agent as the request named it, by id or name.</summary>
    public string? AskedAgent { get; init; }

    /// <summary>
    /// Tells the same request from another one with the same key. Made of what was understood, so that
    /// neither the order of the fields nor a default that was spelled out makes a difference; but not of
    /// which agent goes by the name that was asked for, because that can change before it is repeated.
    /// </summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(
            Spec with { Agent = null }, TaskSyncJsonContext.Default.TaskSpec));
        if (Session is { } session) hash.AppendData(Encoding.ASCII.GetBytes(session.Value));
        if (AskedAgent is { } agent) hash.AppendData(Encoding.UTF8.GetBytes($"\nagent {agent}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What a check comes to: a plan, or everything that is wrong.</summary>
/// <param name="Plan">What to do; null if anything is wrong.</param>
/// <param name="Problems">What is wrong.</param>
/// <param name="Hash">
/// What tells the request from another one; null if it is wrong whatever the fleet is, so that it can't have
/// been accepted before.
/// </param>
internal readonly record struct SubmitVerdict(
    SubmitPlan? Plan, IReadOnlyList<FieldProblem> Problems, string? Hash);
