using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Agents;

/// <summary>How an agent's row becomes a summary.</summary>
internal static class AgentColumns
{
    /// <summary>What <see cref="ReadSummary"/> reads.</summary>
    public const string Summary = "agent_id, change, doc, name, presence, version";

    /// <summary>How many columns a summary has.</summary>
    public const int Count = 6;

    /// <summary>Where the change stands in a summary.</summary>
    public const int Change = 1;

    /// <summary>Never fails for what one row holds: nobody would see the others.</summary>
    public static AgentSummary ReadSummary(IRow row)
    {
        try
        {
            return SummaryOf(Docs.Read(row.Bytes(2), TaskSyncJsonContext.Default.AgentSnapshot, row.Text(0)), row.Int64(1));
        }
        catch (StorageException damage) when (damage.DamagedId is not null)
        {
            return new()
            {
                AgentId = new AgentId(row.Text(0)),
                Name = row.Text(3),
                Presence = Words.TryParse(row.Text(4), out Presence presence) ? presence : Presence.Lost,
                Version = row.Int64(5),
                Change = row.Int64(1),
                Offer = new(),
                Damaged = true,
            };
        }
    }

    private static AgentSummary SummaryOf(AgentSnapshot agent, long change) => new()
    {
        AgentId = agent.Id,
        Name = agent.Name,
        Presence = agent.Presence,
        Version = agent.Version,
        Change = change,
        Offer = agent.Offer,
        Draining = agent.Draining || agent.DrainRequested,
        DuplicateSeenAt = agent.DuplicateSeenAt,
        EnrolledAt = agent.EnrolledAt,
    };
}
