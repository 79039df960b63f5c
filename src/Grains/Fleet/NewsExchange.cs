using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Grains.Leases;

namespace TaskSync.Grains.Fleet;

/// <summary>
/// In a cluster an agent is heard on one node, its tasks are shown on every one, and their sessions wake it from wherever
/// they live. So each node tells the others, every second, what it knows of its agents.
/// </summary>
public sealed class NewsExchange(
    IAgentNews news, LeaseBook book, LeaseView leases, FleetBoard fleet, LeaseOptions options, TimeProvider time)
{
    /// <summary>How often; a node that joined or an agent that moved is known everywhere within about this time.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>News older than this come from a node that is gone or stuck: its agents cannot be woken.</summary>
    private static readonly TimeSpan FreshFor = 3 * Every;

    private long _exchangedAt = time.GetTimestamp();

    /// <summary>
    /// One exchange. It is also how a node notices that the database was away: then nobody's credential could be looked up, so
    /// agents were not silent, we were deaf, and everybody has a full lease to say something once it is back.
    /// </summary>
    public async Task PassAsync(CancellationToken cancel = default)
    {
        try
        {
            await ExchangeAsync(cancel);
        }
        catch when (!cancel.IsCancellationRequested)
        {
            book.GrantGrace();
            throw;
        }
        if (time.GetElapsedTime(_exchangedAt) > options.GapThatGrantsGrace) book.GrantGrace();
        _exchangedAt = time.GetTimestamp();
    }

    private async Task ExchangeAsync(CancellationToken cancel)
    {
        Dictionary<AgentId, FleetEntry> posted = fleet.Entries.ToDictionary(entry => entry.AgentId);
        AgentNews[] own = [.. book.Tell().Select(told => AddOffer(told, posted.GetValueOrDefault(told.AgentId)))];
        IReadOnlyList<ToldNews> others = await news.ExchangeAsync(book.Node, own, cancel);
        leases.Learn([.. others.Select(told => told.News)]);
        fleet.Learn(others.Where(told => told.ToldAgo < FreshFor && told.News.Offer is not null)
            .Select(told => new FleetEntry(told.News.AgentId, told.News.Offer!, told.News.Free, TakesWork: true)));
        foreach (ToldNews told in others)
        {
            if (told.News.Standing == LeaseStanding.Heard) book.Yield(told.News.AgentId, told.News.Age);
        }
    }

    private static AgentNews AddOffer(AgentNews news, FleetEntry? posted) =>
        posted is { TakesWork: true } ? news with { Offer = posted.Offer, Free = posted.Free } : news;
}
