using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains;
using TaskSync.Grains.Leases;
using TaskSync.Orleans.Tests.Fixture;
using PostgresFact = TaskSync.Storage.Tests.FactAttribute;
using PostgresTheory = TaskSync.Storage.Tests.TheoryAttribute;

namespace TaskSync.Orleans.Tests;

/// <summary>The main stories of the grains, told to a cluster of two nodes on PostgreSQL.</summary>
public sealed class ClusterSpecs : IAsyncLifetime
{
    private ClusterWorld _world = null!;

    public async Task InitializeAsync() => _world = await ClusterWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [PostgresFact]
    public async Task The_same_key_finds_the_task_that_it_made_at_another_node()
    {
        SubmitOutcome first = await _world.Submit("key", node: 0);
        SubmitOutcome second = await _world.Submit("key", node: 1);

        Assert.Equal((true, true), (first.Accepted, first.IsNew));
        Assert.Equal((true, false), (second.Accepted, second.IsNew));
        Assert.Equal(first.TaskId, second.TaskId);
        Assert.Equal(Refusal.KeyReused, (await _world.Submit("key", node: 1, hash: "another")).Code);
    }

    [PostgresFact]
    public async Task Submits_side_by_side_at_both_nodes_get_an_ordinal_each()
    {
        SubmitOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => _world.Submit($"key {i}", node: i)));

        TaskSnapshot[] tasks = await Task.WhenAll(outcomes.Select(outcome => _world.Read(outcome.TaskId)));
        Assert.Equal(Enumerable.Range(1, 40), tasks.Select(task => (int)task.Ordinal).Order());
    }

    [PostgresFact]
    public async Task A_submit_whose_write_landed_and_was_reported_as_failed_is_found_by_its_repetition()
    {
        _world.Disk.FailNextAfterwards();
        await Assert.ThrowsAnyAsync<Exception>(() => _world.Submit("key", node: 0));

        SubmitOutcome again = await _world.Submit("key", node: 1);

        Assert.Equal((true, false), (again.Accepted, again.IsNew));
    }

    [PostgresFact]
    public async Task Tasks_of_a_session_run_in_turn_while_their_agent_speaks_with_both_nodes()
    {
        ClusterAgent agent = await ClusterAgent.ConnectAsync(_world);
        SubmitOutcome first = await _world.Submit("first", node: 0);
        SubmitOutcome second = await _world.Submit("second", node: 1);

        foreach (SubmitOutcome task in new[] { first, second })
        {
            await _world.Live(TimeSpan.FromSeconds(2));
            AttemptOrder running = await agent.Run();
            Assert.Equal(task.TaskId, running.TaskId);
            await agent.End(running);
            Assert.Equal(TaskState.Completed, (await _world.Read(task.TaskId)).State);
        }
    }

    [PostgresFact]
    public async Task A_cancel_of_what_runs_waits_for_proof()
    {
        (ClusterAgent agent, AttemptOrder running) = await RunOne();

        TaskOutcome cancel = await _world.Task(running.TaskId, node: 1).Cancel("test", force: false);

        Assert.Equal(TaskState.Cancelling, cancel.State);
        await agent.IsTold(OrderKind.Stop);
        await agent.End(running, StopCause.Cancel);
        Assert.Equal(TaskState.Cancelled, (await _world.Read(running.TaskId)).State);
    }

    [PostgresFact]
    public async Task The_end_of_a_lease_is_committed_and_an_agent_that_comes_back_brings_its_task_back()
    {
        (ClusterAgent agent, AttemptOrder running) = await RunOne();

        await _world.Live(TimeSpan.FromSeconds(12));
        Assert.Equal(TaskState.Unknown, (await _world.Read(running.TaskId)).State);

        await agent.Sync();
        Assert.Equal(TaskState.Working, (await _world.Read(running.TaskId)).State);
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Work_goes_on_at_the_other_node_when_one_is_shut_down(int node)
    {
        (ClusterAgent agent, AttemptOrder running) = await RunOne();

        await _world.StopNode(node);

        await agent.Reconnect();
        await agent.End(running);
        Assert.Equal(TaskState.Completed, (await _world.Read(running.TaskId)).State);
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Work_goes_on_at_the_other_node_when_one_is_killed(int node)
    {
        (ClusterAgent agent, AttemptOrder running) = await RunOne();
        SubmitOutcome waiting = await _world.Submit("waiting");

        await _world.KillNode(node);

        await agent.Reconnect();
        Assert.Equal(TaskState.Working, (await _world.Read(running.TaskId)).State);
        await agent.End(running);
        Assert.Equal(TaskState.Completed, (await _world.Read(running.TaskId)).State);
        SubmitOutcome again = await _world.Submit("waiting");
        Assert.Equal((waiting.TaskId, true, false), (again.TaskId, again.Accepted, again.IsNew));
    }

    [PostgresFact]
    public async Task An_agent_is_proven_on_every_node_and_watched_by_the_one_that_hears_it()
    {
        ClusterAgent agent = await ClusterAgent.ConnectAsync(_world);
        await _world.Talk();

        int home = _world.NodeOf(agent.Id);
        Assert.All(Enumerable.Range(0, _world.Nodes), node => Assert.True(_world.On<LeaseView>(node).IsProven(agent.Id)));

        await _world.Live(TimeSpan.FromSeconds(12));
        Assert.Equal(home, _world.NodeOf(agent.Id));
        Assert.All(Enumerable.Range(0, _world.Nodes), node => Assert.Empty(_world.On<LeaseBook>(node).Ended()));
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_submit_wakes_an_agent_wherever_it_and_the_session_live(int node)
    {
        ClusterAgent agent = await ClusterAgent.ConnectAsync(_world);
        await _world.Talk();
        Assert.All(Enumerable.Range(0, _world.Nodes), one => Assert.Equal(agent.Id, _world.Choose(one)));
        Task<bool> work = _world.Agent(agent.Id).WaitForWork();

        // Sessions live on both nodes, so some of these are on the other one; no clock moves, so only a hint can wake.
        foreach (int i in Enumerable.Range(0, 8)) await _world.SubmitTo($"session {i}", node);

        Assert.True(await work.WaitAsync(ClusterWorld.Patience));
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Nobody_who_is_heard_is_given_up_because_a_node_was_killed(int node)
    {
        (ClusterAgent agent, AttemptOrder running) = await RunOne();
        await _world.Talk();

        await _world.KillNode(node);
        await agent.Reconnect();
        for (int i = 0; i < 8; i++)
        {
            await _world.Live(TimeSpan.FromSeconds(2));
            await agent.Sync();
        }

        TaskSnapshot task = await _world.Read(running.TaskId);
        Assert.Equal(TaskState.Working, task.State);
        Assert.DoesNotContain(task.Timeline, entry => entry.To == TaskState.Unknown);
        Assert.True(_world.On<LeaseView>(0).IsProven(agent.Id));
    }

    private async Task<(ClusterAgent Agent, AttemptOrder Running)> RunOne()
    {
        ClusterAgent agent = await ClusterAgent.ConnectAsync(_world);
        await _world.Submit("running");
        await _world.Live(TimeSpan.FromSeconds(2));
        return (agent, await agent.Run());
    }
}
