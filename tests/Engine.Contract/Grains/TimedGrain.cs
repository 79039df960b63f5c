using Orleans;
using Orleans.Runtime;

namespace TaskSync.Engine.Contract.Grains;

internal sealed class TimedGrain : Grain, ITimedGrain, IRemindable
{
    private readonly string _mark = Guid.NewGuid().ToString();
    private IGrainTimer? _timer;
    private int _ticks;

    private Probe Probe => Probe.Of(this);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Note("deactivated");
        return Task.CompletedTask;
    }

    public Task StartTimer(TimerSettings settings)
    {
        _timer = this.RegisterGrainTimer(Tick, settings, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.FromSeconds(10),
            Period = TimeSpan.FromSeconds(10),
            Interleave = settings is TimerSettings.Interleaving,
            KeepAlive = settings is TimerSettings.KeepingAlive,
        });
        return Task.CompletedTask;
    }

    public Task ChangeTimer(int dueSeconds, int periodSeconds)
    {
        _timer!.Change(TimeSpan.FromSeconds(dueSeconds), TimeSpan.FromSeconds(periodSeconds));
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<string> Activation() => Task.FromResult(_mark);

    public Task LeaveAfterThis()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task WaitAt(string gate)
    {
        Probe.Note($"begin {gate}");
        await Probe.Gate(gate);
        Probe.Note($"end {gate}");
    }

    public async Task Remind(string name, int dueSeconds, int periodSeconds) =>
        await this.RegisterOrUpdateReminder(
            name, TimeSpan.FromSeconds(dueSeconds), TimeSpan.FromSeconds(periodSeconds));

    public async Task Forget(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    public async Task<string> Reminders() =>
        string.Join(",", (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order());

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Probe.Note($"reminder {reminderName} every {status.Period.TotalSeconds} s");
        return Task.CompletedTask;
    }

    private async Task Tick(TimerSettings settings, CancellationToken cancellationToken)
    {
        var tick = ++_ticks;
        Probe.Note($"tick {tick}");
        if (settings is TimerSettings.Failing)
        {
            throw new InvalidOperationException("A tick failed on demand.");
        }

        if (settings is TimerSettings.Waiting)
        {
            await Probe.Gate($"tick {tick}");
        }
    }
}
