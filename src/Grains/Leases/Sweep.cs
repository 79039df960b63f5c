using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Grains.Leases;

/// <summary>
/// The safety net under timers, reminders and hints: at the start and every few seconds it pokes whatever is due. Poked grains
/// look for themselves, so a poke too many does nothing. Of a cluster's nodes one pokes for all; when agents were heard, each
/// writes down for those whose grains it has.
/// </summary>
public sealed partial class Sweep(
    IDispatchCatalog catalog, IPresenceLog presence, LeaseBook book, LeaseWatcher watcher, IGrainFactory grains,
    ISweepTurn turn, TimeProvider time, ILogger<Sweep> logger)
{
    /// <summary>Tasks poked in one pass: the rest is due in the next, and a backlog must not flood the grains.</summary>
    private const int TasksPerPass = 500;

    /// <summary>How long one grain may take over a poke before the pass goes on without it.</summary>
    private static readonly TimeSpan PokeBound = TimeSpan.FromSeconds(5);

    /// <summary>How often it is written down when agents were last heard; only people read it.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(10);

    private long _notedAt = time.GetTimestamp();

    /// <summary>One look.</summary>
    public async Task PassAsync(CancellationToken cancel = default)
    {
        if (turn.IsOurs)
        {
            await WatchAsync(cancel);
            await PokeDueAsync(cancel);
        }
        await NotePresenceAsync(cancel);
    }

    /// <summary>Side by side: agents whose node has just died must not hold up those of the others.</summary>
    private async Task WatchAsync(CancellationToken cancel)
    {
        IReadOnlyList<AgentId> agents = await catalog.FindAgentsToWatchAsync(cancel);
        await Task.WhenAll(agents.Select(agent => Poke(grains.GetGrain<IAgentGrain>(agent.Value).Watch())));
    }

    /// <summary>
    /// A deadline that passed while we were away, or that a jump of the clock made pass, waits until agents had their chance to be
    /// heard: the watcher looks first, because it is the one that notices.
    /// </summary>
    private async Task PokeDueAsync(CancellationToken cancel)
    {
        await watcher.PassAsync();
        if (book.IsInGrace) return;
        IReadOnlyList<TaskId> due = await catalog.FindDueAsync(time.GetUtcNow(), TasksPerPass, cancel);
        await Task.WhenAll(due.Select(task => Poke(grains.GetGrain<ITaskGrain>(task.Value).Look())));
    }

    private async Task NotePresenceAsync(CancellationToken cancel)
    {
        if (time.GetElapsedTime(_notedAt) < NoteEvery) return;
        _notedAt = time.GetTimestamp();
        IReadOnlyList<KeyValuePair<AgentId, DateTimeOffset>> heard = book.HeardTimes();
        if (heard.Count > 0) await presence.NoteHeardAsync([.. heard], cancel);
    }

    private async Task Poke(Task poke)
    {
        try
        {
            await poke.WaitAsync(PokeBound, time);
        }
        catch (Exception failure)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A grain that the sweep poked failed; the next pass pokes it again.")]
    private partial void LogFailed(Exception failure);
}
