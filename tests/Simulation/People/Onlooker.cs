using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.People;

/// <summary>Somebody who reads lists and tasks all the time, as the API does: first what has ended is settled, then it is read.</summary>
internal sealed class Onlooker(World world, SimServer server, AgentContacts contacts, Violations violations)
{
    /// <summary>For how long a task may be seen without an exit: longer than any repair takes, the answer to a lost call included.</summary>
    private static readonly TimeSpan Repair = TimeSpan.FromSeconds(45);

    /// <summary>Trouble just before a lease began may have delayed its beginning: a server that starts watches with its first sweep.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly ReaderHistory _history = new("a reader", violations);
    private readonly Dictionary<TaskId, long> _unwatchedSince = [];

    public void Look() => server.Serve(async () =>
    {
        long asked = world.Now;
        await server.Watcher.SettleAsync();
        TaskPage page = await server.Catalog.ListTasksAsync(new TaskQuery { Limit = Limits.PageRows });
        foreach (TaskSummary task in page.Tasks)
        {
            _history.See(task);
            if (task.State is TaskState.Working or TaskState.InputRequired) CheckLease(task, asked);
            if (!task.State.IsTerminal()) await CheckExitAsync(task.TaskId);
        }
    });

    /// <summary>Invariant 11: once the lease has ended, nobody is shown that the work goes on.</summary>
    private void CheckLease(TaskSummary task, long asked)
    {
        long heardAt = Math.Max(contacts.LastArrival(task.AgentId!.Value) ?? 0, server.GraceFrom);
        long endedAt = heardAt + server.Options.Lease.Ticks + TimeSpan.FromMilliseconds(300).Ticks;
        if (asked <= endedAt || server.TroubleAt > heardAt - Slack.Ticks) return;
        double silent = TimeSpan.FromTicks(asked - heardAt).TotalSeconds;
        violations.Add("stale_working", $"task {task.TaskId.Value[..6]} is read as {task.State} {silent:F1} s after its agent was heard");
    }

    /// <summary>Whatever is not over ends by a deadline, by an agent whose lease is watched, or by a person who knows of it.</summary>
    private async Task CheckExitAsync(TaskId id)
    {
        TaskSnapshot task = (await server.Catalog.FindTaskAsync(id))!.Task;
        bool hasExit = task.State.IsTerminal() || task.LookAt is not null || task.Hold != TaskReason.None
            || (task.Custody.TakesSlot() && IsWatched(task.AgentId!.Value));
        if (hasExit) _unwatchedSince.Remove(id);
        else if (!_unwatchedSince.TryAdd(id, world.Now))
        {
            long from = Math.Max(_unwatchedSince[id], Math.Max(server.TroubleAt, server.GraceFrom));
            if (world.Now - from <= Repair.Ticks) return;
            violations.Add("stuck",
                $"{AuthorityLog.Short(task)} is {task.State}/{task.Custody}, has no deadline, and nobody watches {task.AgentId}");
        }
    }

    private bool IsWatched(AgentId agent)
    {
        bool isHeard = contacts.LastArrival(agent) is { } at && world.Now - at < server.Options.Lease.Ticks;
        return isHeard || server.Book.Unproven().Contains(agent) || server.Book.Ended().Contains(agent);
    }
}
