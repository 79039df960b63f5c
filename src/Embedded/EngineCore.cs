using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using TaskSync.Embedded.Activations;
using TaskSync.Embedded.Calls;
using TaskSync.Embedded.Reminders;
using TaskSync.Embedded.Timers;

namespace TaskSync.Embedded;

/// <summary>
/// What the parts of one engine share. The way of calls through it is in the part called Calls.
/// </summary>
internal sealed partial class EngineCore
{
    private long _activations;

    public EngineCore(EmbeddedEngineOptions options, IServiceProvider services)
    {
        Options = options;
        Services = services;
        Time = services.GetRequiredService<TimeProvider>();
        Log = services.GetRequiredService<ILogger<EmbeddedEngine>>();
        Classes = new(options.GrainAssemblies);
        Pending = new(Time, options.ResponseTimeout);
        Factory = new GrainFactory(this);
        Timers = new(this);
        Reminders = new(this, services.GetService<IReminderTable>());
        Sweep = new(this);
    }

    public EmbeddedEngineOptions Options { get; }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public EngineLife Life { get; } = new();

    public GrainClasses Classes { get; }

    public PendingCalls Pending { get; }

    public IGrainFactory Factory { get; }

    public TimerRegistry Timers { get; }

    public ReminderRegistry Reminders { get; }

    public IdleSweep Sweep { get; }

    public long NextActivationNumber() => Interlocked.Increment(ref _activations);

    /// <summary>All activations, oldest first: a hash table's order would differ from run to run.</summary>
    public IReadOnlyList<Activation> Activations() =>
        [.. Classes.All.SelectMany(one => one.Activations.Values).OrderBy(activation => activation.Number)];

    public async Task EndAllAsync(CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(Options.StopTimeout, Time, cancellationToken);
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The engine is stopping.");

        // A call that was on its way when the stop began may activate one more; hence the loop.
        while (Activations() is { Count: > 0 } left)
        {
            foreach (var activation in left)
            {
                activation.Deactivate(reason, limit.Token);
            }

            var all = Task.WhenAll(left.Select(activation => activation.Deactivated));
            await all.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.Token.IsCancellationRequested)
            {
                LogLeftBehind(Log, Activations().Count);
                break;
            }
        }

        Pending.RefuseAll(new SiloUnavailableException("The engine has stopped; the call may have run."));
    }

    public void Crash()
    {
        Life.Crash();
        Pending.Dispose();
        Reminders.Stop();
        Sweep.Stop();
        foreach (var activation in Activations())
        {
            activation.Crash();
        }
    }

    /// <summary>
    /// Does something in nobody's turn, so that those who wait for it outside go on outside.
    /// </summary>
    public void Outside(Action deed) => Options.Scheduler.Schedule(new OutsideWork(deed, Life));

    [LoggerMessage(LogLevel.Warning, "{Count} grains had not ended when the stop's time was up.")]
    private static partial void LogLeftBehind(ILogger logger, int count);

    private sealed class OutsideWork(Action deed, EngineLife life) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (!life.IsCrashed)
            {
                deed();
            }
        }
    }
}
