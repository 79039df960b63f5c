using Orleans;

namespace TaskSync.Engine.Contract.Grains;

/// <summary>A grain with timers and reminders; each tick is noted at its probe.</summary>
public interface ITimedGrain : IGrainWithStringKey
{
    Task StartTimer(TimerSettings settings);

    Task ChangeTimer(int dueSeconds, int periodSeconds);

    Task StopTimer();

    /// <summary>A mark of this activation.</summary>
    Task<string> Activation();

    Task LeaveAfterThis();

    Task WaitAt(string gate);

    Task Remind(string name, int dueSeconds, int periodSeconds);

    Task Forget(string name);

    Task<string> Reminders();
}
