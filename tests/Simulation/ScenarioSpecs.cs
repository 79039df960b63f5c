using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Checks;

namespace TaskSync.Simulation;

/// <summary>The cases of the analysis that this project grew from, each in a world in which only that one thing goes wrong.</summary>
public sealed class ScenarioSpecs : IDisposable
{
    private static readonly SessionId Talk = SessionId.Derive("talk");

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tasksync-scenario-{Guid.NewGuid():N}");
    private readonly SimRun _run;
    private bool _isOver;

    public ScenarioSpecs()
    {
        _run = new SimRun(new SimSetup { Seed = 1, Chaos = Chaos.None, Folder = _folder });
        _run.Server.Start();
        _run.LetThemLook(() => _isOver);
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Fast_completion()
    {
        AddAgent("laptop", TimeSpan.FromMilliseconds(1));
        TaskId task = Submit(Talk, "quick");
        AllEnds(TimeSpan.FromSeconds(10));
        Assert.Equal(TaskState.Completed, State(task));
    }

    [Fact]
    public void Network_partition()
    {
        AddAgent("laptop", TimeSpan.FromSeconds(30));
        TaskId task = Submit(Talk, "long");
        Passes(TimeSpan.FromSeconds(5));
        _run.Network.Cut("laptop");
        Passes(TimeSpan.FromSeconds(12));
        Assert.Equal(TaskState.Unknown, State(task));
        Passes(TimeSpan.FromSeconds(30));
        _run.Network.Mend("laptop");
        AllEnds(TimeSpan.FromSeconds(20));
        Assert.Equal(TaskState.Completed, State(task));
    }

    [Fact]
    public void Web_restart()
    {
        AddAgent("laptop", TimeSpan.FromSeconds(10));
        TaskId task = Submit(Talk, "long");
        Passes(TimeSpan.FromSeconds(5));
        _run.Server.Crash();
        _run.Follower.Reconnect();
        Passes(TimeSpan.FromSeconds(8));
        _run.Server.Start();
        AllEnds(TimeSpan.FromSeconds(20));
        Assert.Equal(TaskState.Completed, State(task));
    }

    [Fact]
    public void Agent_restart()
    {
        SimAgent agent = AddAgent("laptop", TimeSpan.FromSeconds(20));
        TaskId task = Submit(Talk, "long");
        Passes(TimeSpan.FromSeconds(5));
        agent.Kill();
        Passes(TimeSpan.FromSeconds(30));
        Assert.Equal(TaskState.Unknown, State(task));
        agent.Start();
        AllEnds(TimeSpan.FromSeconds(20));
        Assert.Equal(TaskState.Completed, State(task));
        Assert.Single(_run.Truth.Jobs);
    }

    [Fact]
    public void Agent_folder_put_back()
    {
        SimAgent agent = AddAgent("laptop", TimeSpan.FromSeconds(2));
        agent.Folder.BacksUpAtAcceptance = true;
        TaskId task = Submit(Talk, "long");
        Passes(TimeSpan.FromSeconds(10));
        agent.Kill();
        Assert.True(agent.Folder.GoBack());
        Assert.Single(agent.Folder.Attempts);
        _run.Network.Cut("laptop");
        agent.Start();
        Passes(TimeSpan.FromSeconds(5));
        _run.Network.Mend("laptop");
        AllEnds(TimeSpan.FromSeconds(20));
        Assert.Equal(TaskState.Completed, State(task));
        Assert.Single(_run.Truth.Jobs);
        Assert.Empty(agent.Folder.Attempts);
    }

    [Fact]
    public void Concurrent_tasks()
    {
        AddAgent("laptop", TimeSpan.FromSeconds(2), slots: 3);
        AddAgent("server", TimeSpan.FromSeconds(3), slots: 2);
        TaskId[] tasks = [.. from talk in Enumerable.Range(1, 6) from turn in Enumerable.Range(1, 4)
            select Submit(SessionId.Derive("talk", $"{talk}"), $"{talk}.{turn}")];
        AllEnds(TimeSpan.FromSeconds(120));
        Assert.All(tasks, task => Assert.Equal(TaskState.Completed, State(task)));
        Assert.Equal(tasks.Length, _run.Truth.Jobs.Count);
    }

    private SimAgent AddAgent(string name, TimeSpan runsFor, int slots = 1)
    {
        SimAgent agent = _run.AddAgent(name, slots);
        agent.Machine.RunsFor = () => runsFor;
        Passes(TimeSpan.FromSeconds(2));
        return agent;
    }

    private TaskId Submit(SessionId session, string key)
    {
        _run.Person.Submit(session, new TaskSpec { Kind = TaskKind.Command, Argv = ["work"], Title = key }, key);
        return TaskId.Derive(People.Person.Name, key);
    }

    private TaskState State(TaskId task) => _run.Log.Find(task)!.State;

    private void Passes(TimeSpan time) => _run.World.Run(time);

    /// <summary>Within the time everything has ended, every view agrees, and nothing was ever wrong.</summary>
    private void AllEnds(TimeSpan within)
    {
        var settled = new Settled(_run);
        _run.World.Run(within, settled.IsReached);
        _isOver = true;
        settled.Check();
        Assert.True(_run.Violations.All.Count == 0, string.Join('\n', [.. _run.World.Trace.Lines, .. _run.Violations.All]));
    }
}
