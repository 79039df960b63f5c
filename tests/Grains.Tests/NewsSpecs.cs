using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

/// <summary>What a node makes of what the other nodes of its cluster tell it about their agents.</summary>
public sealed class NewsSpecs : IDisposable
{
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(1);
    private static readonly AgentId Away = AgentId.Derive("test", "away");

    private readonly GrainWorld _world = new();
    private readonly TestNews _news;
    private readonly NewsExchange _exchange;

    public NewsSpecs()
    {
        _news = new(_world.Time);
        _exchange = new(_news, _world.Book, View, _world.Fleet, _world.Options, _world.Time);
    }

    private LeaseView View => _world.Get<LeaseView>();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_agent_heard_on_another_node_is_proven_until_its_lease_ends_although_that_node_fell_silent()
    {
        Tell(Away, LeaseStanding.Heard, age: Lately);
        Assert.True(View.IsProven(Away));
        Assert.Empty(View.Unproven());
        Assert.Contains(Away, View.HeardTimes().Keys);

        _world.Pass(_world.Options.Lease - Lately);
        Assert.False(View.IsProven(Away));
        Assert.Equal(Away, Assert.Single(View.Unproven()));
    }

    [Fact]
    public void An_agent_that_another_node_has_not_heard_yet_is_not_proven()
    {
        Tell(Away, LeaseStanding.Grace, age: Lately);
        Assert.False(View.IsProven(Away));
        Assert.Equal(Away, Assert.Single(View.Unproven()));
    }

    [Fact]
    public void An_agent_whose_lease_another_node_ended_is_proven_to_be_lost()
    {
        Tell(Away, LeaseStanding.Over, age: _world.Options.Lease * 5);
        Assert.True(View.IsProven(Away));
        Assert.Empty(View.Unproven());
    }

    [Fact]
    public void An_agent_that_nobody_tells_of_is_not_proven() => Assert.False(View.IsProven(Away));

    [Fact]
    public void A_lease_of_another_node_is_never_ended_here()
    {
        Tell(Away, LeaseStanding.Heard, age: _world.Options.Lease * 2);
        Assert.Empty(_world.Book.Ended());
    }

    [Fact]
    public void An_agent_that_another_node_heard_later_is_that_nodes_to_watch()
    {
        TestAgent agent = new TestAgent(_world).Connect();
        _world.Pass(TimeSpan.FromSeconds(4));

        Tell(agent.Id, LeaseStanding.Heard, age: Lately);
        Assert.False(_world.Book.Watches(agent.Id));
        Assert.True(View.IsProven(agent.Id));
    }

    [Fact]
    public void What_was_heard_here_is_newer_than_what_another_node_still_tells()
    {
        TestAgent agent = new TestAgent(_world).Connect();
        Tell(agent.Id, LeaseStanding.Heard, age: Lately);
        Tell(agent.Id, LeaseStanding.Grace, age: TimeSpan.Zero);
        Assert.True(_world.Book.Watches(agent.Id));
        Assert.True(View.IsProven(agent.Id));
        Assert.Empty(View.Unproven());
    }

    [Fact]
    public void A_grain_ends_only_leases_of_the_node_on_which_it_lives()
    {
        TestAgent agent = new TestAgent(_world).Connect();
        _world.Pass(_world.Options.Lease * 2);
        Assert.False(_world.Do(() => _world.Agent(agent.Id).ExpireLease("another node")));
        Assert.True(_world.Book.HasEnded(agent.Id, out _));
        Assert.True(_world.Do(() => _world.Agent(agent.Id).ExpireLease(_world.Book.Node)));
        Assert.False(_world.Book.HasEnded(agent.Id, out _));
    }

    [Fact]
    public void A_node_tells_what_it_knows_of_its_agents_and_what_they_can_do()
    {
        TestAgent agent = new TestAgent(_world, slots: 3).Connect();
        _world.Pass(Lately);
        _world.Do(() => _exchange.PassAsync());

        AgentNews told = Assert.Single(_news.Of(_world.Book.Node));
        Assert.Equal((agent.Id, LeaseStanding.Heard, Lately), (told.AgentId, told.Standing, told.Age));
        Assert.Equal((3, 3), (told.Offer!.Slots, told.Free));
    }

    [Fact]
    public void A_session_wakes_an_agent_of_another_node_unless_that_node_fell_silent()
    {
        var spec = new TaskSpec { Kind = TaskKind.Command, Argv = ["true"] };
        Tell(Away, LeaseStanding.Heard, age: Lately, free: 1);
        Assert.Equal(Away, _world.Fleet.Choose(spec, home: null));
        Assert.Equal(Away, _world.Fleet.Choose(spec, home: Away));

        _world.Pass(TimeSpan.FromSeconds(3));
        _world.Do(() => _exchange.PassAsync());
        Assert.Null(_world.Fleet.Choose(spec, home: null));
    }

    [Fact]
    public void Nobody_is_woken_who_has_no_room_on_another_node()
    {
        Tell(Away, LeaseStanding.Heard, age: Lately, free: 0);
        Assert.Null(_world.Fleet.Choose(new TaskSpec { Kind = TaskKind.Command, Argv = ["true"] }, home: null));
    }

    [Fact]
    public void While_the_database_is_away_nobody_is_given_up_and_nothing_is_proven()
    {
        TestAgent agent = new TestAgent(_world).Connect();
        _world.Submit();
        TaskId running = agent.Run().TaskId;
        _news.IsAway = true;
        for (int i = 0; i < 15; i++)
        {
            _world.Live(TimeSpan.FromSeconds(1));
            Assert.Throws<IOException>(() => _world.Do(() => _exchange.PassAsync()));
        }
        Assert.Equal(TaskState.Working, _world.Read(running).State);
        Assert.False(View.IsProven(agent.Id));

        _news.IsAway = false;
        _world.Do(() => _exchange.PassAsync());
        _world.Live(_world.Options.Lease - TimeSpan.FromSeconds(2));
        Assert.Equal(TaskState.Working, _world.Read(running).State);
        _world.Live(TimeSpan.FromSeconds(3));
        Assert.Equal(TaskState.Unknown, _world.Read(running).State);
    }

    private void Tell(AgentId agent, LeaseStanding standing, TimeSpan age, int free = 1)
    {
        var offer = new AgentOffer { Slots = 1, Kinds = [TaskKind.Command], Roots = ["/"] };
        _news.Tell("another node", [new AgentNews(agent, standing, age, _world.Time.GetUtcNow() - age, offer, free)]);
        _world.Do(() => _exchange.PassAsync());
    }
}
