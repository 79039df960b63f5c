using Orleans.Runtime;
using Orleans.Timers;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.Timers;

internal sealed class TimerRegistry(EngineCore engine) : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<T>(IGrainContext grainContext,
        Func<T, CancellationToken, Task> callback, T state, GrainTimerCreationOptions options)
    {
        var activation = (Activation)grainContext;
        var timer = new GrainTimer<T>(activation, callback, state, options, engine.Time, engine.Log);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }
}
