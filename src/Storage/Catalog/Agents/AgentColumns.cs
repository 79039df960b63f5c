using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Agents;

/// <summary>How an agent's row becomes a summary.</summary>
internal static class AgentColumns
{
    /// <summary>What <see cref="ReadSummary"/> reads.</summary>
    public const string Summary = "agent_id, change, doc";

    /// <summary>How many columns a summary has.</summary>
    public const int Count = 3;

    /// <summary>Where the change stands in a summary.</summary>
    public const int Change = 1;

    public static AgentSummary ReadSummary(IRow row)
    {
        AgentSnapshot agent = Docs.Read(row.Bytes(2), TaskSyncJsonContext.Default.AgentSnapshot, row.Text(0));
        return new()
        {
            AgentId = agent.Id,
            Name = agent.Name,
            Presence = agent.Presence,
            Version = agent.Version,
            Change = row.Int64(1),
            Offer = agent.Offer,
            Draining = agent.Draining || agent.DrainRequested,
            DuplicateSeenAt = agent.DuplicateSeenAt,
            EnrolledAt = agent.EnrolledAt,
        };
    }
}
