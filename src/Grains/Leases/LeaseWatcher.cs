using Microsoft.Extensions.Logging;
using TaskSync.Core;

namespace TaskSync.Grains.Leases;

/// <summary>
/// Looks every few hundred milliseconds which leases have ended, and has that committed. It also watches itself: if it was not
/// there for a while (a suspended machine, a stalled process, a jump of the clock), the agents were not silent, we were deaf.
/// </summary>
public sealed partial class LeaseWatcher(
    LeaseBook book, IGrainFactory grains, LeaseOptions options, TimeProvider time, ILogger<LeaseWatcher> logger) : IDisposable
{
    /// <summary>
    /// How long a read waits until the end of a lease is committed. It takes longer only while a node is gone or storage
    /// fails; then the read shows what it finds as not proven.
    /// </summary>
    private static readonly TimeSpan SettleBound = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _pass = new(1, 1);
    private readonly RepeatedFailures _failures = new(time);
    private Task _settling = Task.CompletedTask;
    private long _lastPass = time.GetTimestamp();
    private DateTimeOffset _lastPassAt = time.GetUtcNow();

    /// <summary>Whether the watcher has looked lately, so that what is shown as live is.</summary>
    public bool IsLive => time.GetElapsedTime(Interlocked.Read(ref _lastPass)) < options.GapThatGrantsGrace;

    /// <summary>One look.</summary>
    public async Task PassAsync()
    {
        await _pass.WaitAsync();
        try
        {
            NoticeOwnAbsence();
            await CommitEndedAsync();
        }
        finally
        {
            _pass.Release();
        }
    }

    /// <summary>
    /// Before something is read: a lease that has ended and is not committed yet is committed now, so that no reader sees
    /// a state that another reader already knows to be over.
    /// </summary>
    public ValueTask SettleAsync() =>
        book.Ended().Count == 0 ? ValueTask.CompletedTask : new(SettleWithin(SettleBound));

    /// <inheritdoc/>
    public void Dispose() => _pass.Dispose();

    private async Task SettleWithin(TimeSpan bound)
    {
        try
        {
            await SettleAllAsync().WaitAsync(bound, time);
        }
        catch (TimeoutException)
        {
            // The watcher goes on with it.
        }
    }

    private async Task SettleAllAsync()
    {
        await ShareAsync();
        // The look that was under way already may have begun too early for what this reader saw.
        if (book.Ended().Count > 0) await ShareAsync();
    }

    /// <summary>One look for all who read at the same time: they must not queue up behind one that takes long.</summary>
    private Task ShareAsync()
    {
        lock (_gate) return _settling.IsCompleted ? _settling = PassAsync() : _settling;
    }

    private void NoticeOwnAbsence()
    {
        TimeSpan monotonic = time.GetElapsedTime(_lastPass);
        TimeSpan wall = time.GetUtcNow() - _lastPassAt;
        // The monotonic clock stands still while a machine is suspended, the wall clock does not; a clock that is set jumps.
        if (monotonic > options.GapThatGrantsGrace || (wall - monotonic).Duration() > options.GapThatGrantsGrace)
        {
            book.GrantGrace();
            LogGrace(monotonic, wall);
        }
        Interlocked.Exchange(ref _lastPass, time.GetTimestamp());
        _lastPassAt = time.GetUtcNow();
    }

    private Task CommitEndedAsync() => Task.WhenAll(book.Ended().Select(CommitEndAsync));

    private async Task CommitEndAsync(AgentId agent)
    {
        try
        {
            IAgentGrain grain = grains.GetGrain<IAgentGrain>(agent.Value);
            bool ours = await grain.ExpireLease(book.Node).WaitAsync(options.ReportBound, time);
            if (!ours) book.Yield(agent, options.Lease);
        }
        catch (Exception failure)
        {
            // It stays in the book as ended, so the next look tries again; the other agents do not wait for this one.
            if (_failures.IsToBeSaid(agent.Value)) LogNotCommitted(agent, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The lease watcher was away for {Monotonic} ({Wall} by the clock); every agent has a full lease to report.")]
    private partial void LogGrace(TimeSpan monotonic, TimeSpan wall);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of the lease of {Agent} could not be committed yet; trying again.")]
    private partial void LogNotCommitted(AgentId agent, Exception failure);
}
