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
    /// <summary>Tasks poked in one pass: the next one goes on behind them, and a backlog must not flood the grains.</summary>
    internal const int TasksPerPass = 500;

    /// <summary>How long one grain may take over a poke before the pass goes on without it.</summary>
    private static readonly TimeSpan PokeBound = TimeSpan.FromSeconds(5);

    /// <summary>How often it is written down when agents were last heard; only people read it.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(10);

    private readonly RepeatedFailures _failures = new(time);
    private long _notedAt = time.GetTimestamp();
    private DueTask? _place;

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
        await Task.WhenAll(agents.Select(agent => Poke(agent.Value, grains.GetGrain<IAgentGrain>(agent.Value).Watch())));
    }

    /// <summary>
    /// A deadline that passed while we were away, or that a jump of the clock made pass, waits until agents had their chance to be
    /// heard: the watcher looks first, because it is the one that notices. Who can't look, because its record is damaged, stays due
    /// and is asked again in the next round; so a pass begins where the last one ended, or a page full of such would be all
    /// that is ever looked at.
    /// </summary>
    private async Task PokeDueAsync(CancellationToken cancel)
    {
        await watcher.PassAsync();
        if (book.IsInGrace) return;
        IReadOnlyList<DueTask> due = await catalog.FindDueAsync(time.GetUtcNow(), _place, TasksPerPass, cancel);
        _place = due.Count == TasksPerPass ? due[^1] : null;
        await Task.WhenAll(due.Select(one => Poke(one.TaskId.Value, grains.GetGrain<ITaskGrain>(one.TaskId.Value).Look())));
    }

    private async Task NotePresenceAsync(CancellationToken cancel)
    {
        if (time.GetElapsedTime(_notedAt) < NoteEvery) return;
        _notedAt = time.GetTimestamp();
        IReadOnlyList<KeyValuePair<AgentId, DateTimeOffset>> heard = book.HeardTimes();
        if (heard.Count > 0) await presence.NoteHeardAsync([.. heard], cancel);
    }

    private async Task Poke(string id, Task poke)
    {
        try
        {
            await poke.WaitAsync(PokeBound, time);
        }
        catch (Exception failure)
        {
            if (_failures.IsToBeSaid(id)) LogFailed(id, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Id} is due and can't be looked at; it is tried again, and this is said every ten minutes while it fails.")]
    private partial void LogFailed(string id, Exception failure);
}
