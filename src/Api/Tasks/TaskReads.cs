using TaskSync.Api.Agents;
using TaskSync.Api.Output;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Tasks;

/// <summary>A task as it was read, and the tag of what is stored of it.</summary>
internal sealed record TaskReading(TaskView View, string ETag);

/// <summary>Reads tasks, with what is known beside their record: output, leases, what happens next.</summary>
internal sealed class TaskReads(
    ICatalogReader catalog, IOutputStore outputs, IFeedReader feed, FleetReads fleet, Proof proof,
    LeaseWatcher watcher, TimeProvider time)
{
    /// <summary>The task; null if there is none.</summary>
    public async ValueTask<TaskReading?> FindAsync(TaskId id, CancellationToken cancel)
    {
        await watcher.SettleAsync();
        return await catalog.FindTaskAsync(id, cancel) is { } record ? await ShowAsync(record, cancel) : null;
    }

    /// <summary>
    /// A task that was only just accepted, from what its grain said of it: the same as a read would show, without
    /// one where nothing else has to be known.
    /// </summary>
    public async ValueTask<TaskReading?> ShowNewAsync(TaskSnapshot task, CancellationToken cancel)
    {
        // What the first task of a session waits for does not hang on the tasks before it.
        long? change = task.Ordinal == 1 ? catalog.RecallChange(task.Id, task.Version) : null;
        if (change is not { } known) return await FindAsync(task.Id, cancel);
        await watcher.SettleAsync();
        return await ShowAsync(new(task, known), cancel);
    }

    private async ValueTask<TaskReading> ShowAsync(TaskRecord record, CancellationToken cancel)
    {
        TaskSnapshot task = record.Task;
        IReadOnlyList<AgentSummary> agents = await fleet.ReadRecentAsync(cancel);
        long output = await LengthAsync(task, OutputStream.Stdout, cancel);
        long stderr = await LengthAsync(task, OutputStream.Stderr, cancel);
        bool complete = OutputFacts.IsAll(task, task.Attempt, OutputStream.Stdout, output)
            && OutputFacts.IsAll(task, task.Attempt, OutputStream.Stderr, stderr);
        TaskView view = TaskViews.Of(record) with
        {
            LastHeardAt = agents.FirstOrDefault(agent => agent.AgentId == task.AgentId)?.LastHeardAt,
            Proven = proof.IsProven(task.State, task.Custody, task.AgentId),
            Next = NextSteps.Of(task, record.Turn, agents, time.GetUtcNow()),
            OutputBytes = output,
            StderrBytes = stderr,
            OutputComplete = complete,
        };
        // The record's version, and whether all of its output is there: what is shown beside them changes by
        // itself. After a restored backup the same versions come again, in another epoch.
        return new(view, $"\"{task.Version}{(complete ? "c" : "")}.{feed.Head.Epoch}\"");
    }

    private ValueTask<long> LengthAsync(TaskSnapshot task, OutputStream stream, CancellationToken cancel) =>
        task.Attempt == 0 || task.Custody == Custody.Offered
            ? new(0)
            : outputs.LengthAsync(new(task.Id, task.Attempt, stream), cancel);
}
