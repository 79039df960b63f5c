using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Makes grain timers. Grains use <c>this.RegisterGrainTimer(…)</c>.</summary>
public interface ITimerRegistry
{
    /// <summary>Registers a timer of an activation.</summary>
    /// <typeparam name="T">What the callback gets.</typeparam>
    /// <param name="grainContext">The activation.</param>
    /// <param name="callback">The tick.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <param name="options">When and how the timer ticks.</param>
    IGrainTimer RegisterGrainTimer<T>(IGrainContext grainContext,
        Func<T, CancellationToken, Task> callback, T state, GrainTimerCreationOptions options);
}
