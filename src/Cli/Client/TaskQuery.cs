using System.Globalization;
using TaskSync.Core;

namespace TaskSync.Cli.Client;

/// <summary>Which tasks to list.</summary>
internal sealed record TaskQuery
{
    public string? State { get; init; }

    /// <summary>Words that its texts must have.</summary>
    public string? Text { get; init; }

    public string? SessionId { get; init; }

    public string? AgentId { get; init; }

    public int Limit { get; init; } = Limits.PageRows;

    public string? Cursor { get; init; }

    public string ToPath()
    {
        (string Name, string? Value)[] parts =
        [
            ("state", State), ("q", Text), ("session_id", SessionId), ("agent_id", AgentId),
            ("limit", Limit.ToString(CultureInfo.InvariantCulture)), ("cursor", Cursor),
        ];
        return "api/tasks?" + string.Join('&', parts
            .Where(part => part.Value is not null)
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
    }
}
