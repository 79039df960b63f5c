using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Storage.Tests;

/// <summary>What the nodes of a cluster tell each other about their agents, through the database.</summary>
public sealed class NewsSpecs : IAsyncLifetime
{
    private static readonly AgentId Agent = AgentId.Derive("test", "laptop");
    private static readonly AgentId Other = AgentId.Derive("test", "other");

    private readonly OpenStorage _storage = OpenStorage.Create();

    [Fact]
    public async Task A_node_reads_what_the_others_told_and_how_old_that_is()
    {
        var offer = new AgentOffer { Slots = 4, Labels = ["gpu", "eu"], Roots = ["/work"], Kinds = [Core.Tasks.TaskKind.Command] };
        AgentNews heard = News(Agent, TimeSpan.FromSeconds(3)) with { HeardAt = _storage.Now, Offer = offer, Free = 2 };
        AgentNews waiting = News(Other, TimeSpan.FromMinutes(2)) with { Standing = LeaseStanding.Grace };
        Assert.Empty(await Tell("one", heard, waiting));

        ToldNews[] told = [.. (await Tell("two")).OrderBy(one => one.News.Age)];
        Assert.Equal([Agent, Other], told.Select(one => one.News.AgentId));
        Assert.Equal((LeaseStanding.Heard, heard.HeardAt, 2), (told[0].News.Standing, told[0].News.HeardAt, told[0].News.Free));
        Assert.Equal(["gpu", "eu"], told[0].News.Offer!.Labels);
        Assert.Equal((LeaseStanding.Grace, null, null), (told[1].News.Standing, told[1].News.HeardAt, told[1].News.Offer));
        Assert.All(told, one => Assert.True(one.ToldAgo >= TimeSpan.Zero));
        Assert.True(told[0].News.Age >= heard.Age && told[1].News.Age >= waiting.Age);
    }

    [Fact]
    public async Task What_a_node_no_longer_tells_is_gone()
    {
        await Tell("one", News(Agent, TimeSpan.Zero), News(Other, TimeSpan.Zero));
        await Tell("one", News(Other, TimeSpan.Zero));
        Assert.Equal(Other, Assert.Single(await Tell("two")).News.AgentId);
    }

    [Fact]
    public async Task Of_two_nodes_that_tell_of_one_agent_the_one_with_the_newer_standing_counts()
    {
        await Tell("one", News(Agent, TimeSpan.FromHours(1)));
        await Tell("two", News(Agent, TimeSpan.FromMinutes(1)));
        await Tell("one", News(Agent, TimeSpan.FromHours(1)));
        Assert.InRange(Assert.Single(await Tell("three")).News.Age, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task Nodes_that_tell_of_the_same_agents_side_by_side_do_not_hold_each_other_up()
    {
        AgentNews[] all = [.. Enumerable.Range(0, 50).Select(i => News(AgentId.Derive("test", $"{i}"), TimeSpan.Zero))];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Tell($"node {i % 4}", i % 2 == 0 ? all : [.. all.Reverse()])));
        Assert.Equal(50, (await Tell("reader")).Count);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    private static AgentNews News(AgentId agent, TimeSpan age) => new(agent, LeaseStanding.Heard, age, null, null, 0);

    private Task<IReadOnlyList<ToldNews>> Tell(string node, params AgentNews[] news) =>
        _storage.Storage.News.ExchangeAsync(node, news).AsTask();
}
