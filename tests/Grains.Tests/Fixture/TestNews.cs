using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Grains.Tests.Fixture;

/// <summary>The news of nodes that run in one process.</summary>
internal sealed class TestNews(TimeProvider time) : IAgentNews
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, IReadOnlyList<AgentNews> News)> _told = [];

    /// <summary>Whether there is nobody to tell.</summary>
    public bool IsAway { get; set; }

    public ValueTask<IReadOnlyList<ToldNews>> ExchangeAsync(
        string node, IReadOnlyList<AgentNews> own, CancellationToken cancel = default)
    {
        if (IsAway) throw new IOException("The database is away.");
        Tell(node, own);
        lock (_gate)
        {
            return new([.. _told.Where(pair => pair.Key != node)
                .SelectMany(pair => pair.Value.News.Select(news => Read(news, time.GetElapsedTime(pair.Value.At))))
                .GroupBy(told => told.News.AgentId)
                .Select(several => several.MinBy(told => told.News.Age)!)]);
        }
    }

    public void Tell(string node, IReadOnlyList<AgentNews> news)
    {
        lock (_gate) _told[node] = (time.GetTimestamp(), news);
    }

    public IReadOnlyList<AgentNews> Of(string node)
    {
        lock (_gate) return _told[node].News;
    }

    private static ToldNews Read(AgentNews news, TimeSpan ago) => new(news with { Age = news.Age + ago }, ago);
}
