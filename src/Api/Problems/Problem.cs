using System.Text.Json.Serialization;

namespace TaskSync.Api.Problems;

/// <summary>
/// What went wrong with a request: <c>application/problem+json</c> (RFC 9457), with a code for programs.
/// </summary>
internal sealed partial record Problem
{
    /// <summary>What kind of problem it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this request and what to do, as a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>The same for programs; it never changes between versions.</summary>
    public required string Code { get; init; }

    /// <summary>Everything that is wrong with the fields of a body.</summary>
    public IReadOnlyList<FieldProblem>? Errors { get; init; }

    /// <summary>The final state of a task that is over already.</summary>
    public string? State { get; init; }

    /// <summary>How many bytes of an output the server has.</summary>
    public long? Have { get; init; }

    /// <summary>Finds the request in the server's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>When to ask again, for the header <c>Retry-After</c>.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Its name in the body.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record FieldProblem(string Field, string Message);
