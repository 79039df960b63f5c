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
    /// <summary>
    /// Tells the same request from another one with the same key. Made of what was understood, so that
    /// neither the order of the fields nor a default that was spelled out makes a difference.
    /// </summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(Spec, TaskSyncJsonContext.Default.TaskSpec));
        if (Session is { } session) hash.AppendData(Encoding.ASCII.GetBytes(session.Value));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What a check comes to: a plan, or everything that is wrong.</summary>
internal readonly record struct SubmitVerdict(SubmitPlan? Plan, IReadOnlyList<FieldProblem> Problems);
