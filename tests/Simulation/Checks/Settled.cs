using TaskSync.Agent.Ports;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains;
using TaskSync.Grains.Fleet;
using TaskSync.Simulation.Agents;

namespace TaskSync.Simulation.Checks;

/// <summary>What must be so after the healing: all work has ended, every view says the same, and it is true.</summary>
internal sealed class Settled(SimRun run)
{
    private readonly EndCheck _truth = new(run.Violations, run.Truth, run.Log);

    /// <summary>Agents that are up, whole and in the fleet: what they know has been told.</summary>
    private IEnumerable<SimAgent> Present => run.Agents.Where(agent =>
        agent.IsRunning && !agent.IsEvicted && !run.Removed.Contains(agent.Folder.Id) && !run.Lost.Contains(agent.Folder.Id));

    private static IEnumerable<AttemptKey> Unfinished(SimAgent agent) =>
        agent.Folder.Attempts.Where(attempt => attempt.Value.State.Phase != AttemptPhase.Ended).Select(attempt => attempt.Key);

    public bool IsReached() =>
        run.Person.Pending == 0
        && run.Log.Tasks.All(task => task.State.IsTerminal())
        && run.Follower.IsUpToDate
        && Present.All(agent => !Unfinished(agent).Any())
        && Present.All(IsFree);

    public void Check()
    {
        CheckEnded();
        // Begun by the world: on the caller's own context its continuations would be nobody's.
        Task? views = null;
        run.Server.Process!.Start(() => views = CheckViewsAsync());
        run.World.Run(TimeSpan.FromSeconds(5));
        if (views is not { IsCompletedSuccessfully: true }) run.Violations.Add("views", views?.Exception?.ToString() ?? "the views could not be read");
    }

    private bool IsFree(SimAgent agent) => run.Server.Fleet.Entries.FirstOrDefault(entry => entry.AgentId == agent.Folder.Id) is { } entry
        && entry.Free == agent.Slots;

    private void CheckEnded()
    {
        foreach (TaskSnapshot task in run.Log.Tasks.Where(task => !task.State.IsTerminal()))
        {
            run.Violations.Add("never_ends", $"{AuthorityLog.Short(task)} is {task.State}/{task.Reason} {task.Custody} at the end");
        }
        foreach (TaskId id in run.Person.Acknowledged.Keys.Where(id => run.Log.Find(id) is null))
        {
            run.Violations.Add("lost", $"task {id.Value[..6]} was acknowledged and is not there");
        }
        foreach (SimAgent agent in Present)
        {
            foreach (AttemptKey key in Unfinished(agent)) run.Violations.Add("held", $"{agent.Folder.Name} still holds {key}");
            if (!IsFree(agent)) run.Violations.Add("slot_leak", $"{agent.Folder.Name} has {agent.Slots} slots, and not all are free: {string.Join(", ", run.Server.Fleet.Entries)}");
        }
        if (!run.Follower.IsUpToDate) run.Violations.Add("follower", "the follower never comes to the head of the feed");
    }

    private async Task CheckViewsAsync()
    {
        ICatalogReader catalog = run.Server.Catalog;
        TaskPage page = await catalog.ListTasksAsync(new TaskQuery { Limit = Limits.PageRows });
        foreach (TaskId id in run.Person.Acknowledged.Keys.Where(id => page.Tasks.All(task => task.TaskId != id)))
        {
            run.Violations.Add("lost", $"task {id.Value[..6]} was acknowledged and is not in the catalog");
        }
        foreach (TaskSummary row in page.Tasks) await CheckTaskAsync(row);
        foreach (IGrouping<SessionId, TaskSummary> session in page.Tasks.GroupBy(task => task.SessionId))
        {
            CheckSession((await catalog.FindSessionAsync(session.Key, Limits.PageRows))!.Session, [.. session]);
        }
        foreach (AgentSummary agent in (await catalog.ListAgentsAsync()).Agents)
        {
            AgentSummary? seen = run.Follower.Agents.GetValueOrDefault(agent.AgentId);
            if (seen?.Version != agent.Version || seen.Presence != agent.Presence) Differ("agent", agent, seen);
        }
    }

    private async Task CheckTaskAsync(TaskSummary row)
    {
        TaskRecord record = (await run.Server.Catalog.FindTaskAsync(row.TaskId))!;
        if (TaskSummary.Of(record.Task, record.Change) != row) Differ("row and document", TaskSummary.Of(record.Task, record.Change), row);
        if (run.Follower.Tasks.GetValueOrDefault(row.TaskId) is var seen && seen != row) Differ("row and follower", row, seen);
        if (run.Log.Find(row.TaskId)?.Version != row.Version) Differ("row and history", row, run.Log.Find(row.TaskId));
        if (row.State.IsTerminal())
        {
            TaskOutcome said = await run.Server.Grains.GetGrain<ITaskGrain>(row.TaskId.Value).Cancel("checker", force: false);
            if (said.State != row.State || said.Code != Refusal.Terminal) Differ("row and grain", row, said);
        }
        bool isBack = Present.Any(agent => agent.Folder.Id == row.AgentId);
        if (row.State.IsTerminal()) _truth.Check(record.Task, isBack);
    }

    private void CheckSession(SessionSummary row, TaskSummary[] tasks)
    {
        int Count(TaskState state) => tasks.Count(task => task.State == state);
        var counts = new StateCounts
        {
            Queued = Count(TaskState.Queued), Working = Count(TaskState.Working), InputRequired = Count(TaskState.InputRequired),
            Cancelling = Count(TaskState.Cancelling), Unknown = Count(TaskState.Unknown), Completed = Count(TaskState.Completed),
            Failed = Count(TaskState.Failed), Cancelled = Count(TaskState.Cancelled),
        };
        if (row.Counts != counts) Differ("session row and its tasks", row.Counts, counts);
        if (row.State != counts.Derive()) Differ("session state and its tasks", row.State, counts);
        TaskSummary? silent = row.State != SessionState.Working ? null
            : tasks.OrderBy(task => task.Ordinal).FirstOrDefault(task => task.StalledSince is not null);
        if (row.StalledSince != silent?.StalledSince) Differ("session's last sign of life and its tasks", row, silent);
        if (row.CreatedAt != tasks.MinBy(task => task.Ordinal)!.CreatedAt) Differ("session beginning", row, tasks[0]);
        if (run.Follower.Sessions.GetValueOrDefault(row.SessionId) is var seen && seen != row) Differ("session row and follower", row, seen);
        if (tasks.Select(task => task.Ordinal).Distinct().Count() != tasks.Length) Differ("ordinals", row.SessionId, tasks.Length);
    }

    private void Differ(string what, object? a, object? b) => run.Violations.Add("views_differ", $"{what}: {a} / {b}");
}
