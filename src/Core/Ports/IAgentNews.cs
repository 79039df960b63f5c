using System.Text.Json.Serialization;
using TaskSync.Core.Protocol;

namespace TaskSync.Core.Ports;

/// <summary>How a lease stands with the node on which its agent's grain lives.</summary>
[JsonConverter(typeof(SnakeCaseEnum<LeaseStanding>))]
public enum LeaseStanding
{
    /// <summary>Not a standing.</summary>
    None,

    /// <summary>It was heard, and the lease runs from then.</summary>
    Heard,

    /// <summary>The node itself was not there to hear it; it has a full lease from then to say something.</summary>
    Grace,

    /// <summary>The end of the lease is on disk, and it was not heard since.</summary>
    Over,
}

/// <summary>What the node that watches an agent knows of it, for the other nodes of its cluster.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Standing">How its lease stands.</param>
/// <param name="Age">How long it has stood so: no instant, because the clocks of nodes differ.</param>
/// <param name="HeardAt">When that node last heard it; null if it never did. For people.</param>
/// <param name="Offer">What it can do; null where it takes no work.</param>
/// <param name="Free">Slots that are free.</param>
public sealed record AgentNews(
    AgentId AgentId, LeaseStanding Standing, TimeSpan Age, DateTimeOffset? HeardAt, AgentOffer? Offer, int Free);

/// <summary>News of an agent, as another node reads it.</summary>
/// <param name="News">What was told, with the age that it has by now.</param>
/// <param name="ToldAgo">How long ago it was told; a node that is gone tells nothing more.</param>
public sealed record ToldNews(AgentNews News, TimeSpan ToldAgo);

/// <summary>
/// Where the nodes of a cluster tell each other about their agents. All of it is hearsay: it chooses whom to wake and what to
/// show as proven, and decides nothing.
/// </summary>
public interface IAgentNews
{
    /// <summary>
    /// Replaces what this node told before, and reads what the others did. Of an agent that several tell of, the newest
    /// standing counts.
    /// </summary>
    /// <param name="node">This node's name, new at each of its starts.</param>
    /// <param name="own">All that it has to tell.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask<IReadOnlyList<ToldNews>> ExchangeAsync(
        string node, IReadOnlyList<AgentNews> own, CancellationToken cancel = default);
}
