using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using TaskSync.Embedded.Activations;
using TaskSync.Embedded.Calls;

namespace TaskSync.Embedded;

internal sealed partial class EngineCore
{
    /// <summary>Takes a call from its caller.</summary>
    public void Send(GrainCall call)
    {
        if (Life.IsCrashed)
        {
            return;
        }

        if (!call.Method.IsOneWay)
        {
            Pending.Add(call);
        }

        if (Options.Filter is { } filter)
        {
            Obey(filter.Judge(new(call.Caller?.GrainId, call.Target.GrainId,
                call.Method.Interface, call.Method.Name, call.Method.IsOneWay)), call);
        }
        else
        {
            Dispatch(call);
        }
    }

    /// <summary>
    /// Puts a call into the mailbox of its grain's activation, making one if there is none.
    /// </summary>
    public void Route(GrainCall call)
    {
        var grainClass = call.Target.Class;
        if (grainClass.Activations.TryGetValue(call.Target.Key, out var activation))
        {
            activation.Post(call);
        }
        else if (Life.IsStopping)
        {
            call.Refuse(new SiloUnavailableException(
                $"The engine is stopping; {call.Target.GrainId} was not called."));
        }
        else
        {
            grainClass.Activations.GetOrAdd(call.Target.Key,
                static (_, given) => new(given.Engine, given.Target), (Engine: this, call.Target)).Post(call);
        }
    }

    /// <summary>Sends a call on whose activation ended before it could run.</summary>
    public void Forward(GrainCall call)
    {
        if (call.Forwards++ < Options.MaxForwards)
        {
            Route(call);
        }
        else
        {
            call.Refuse(new OrleansMessageRejectionException(
                $"{call.Name} was not run: {call.Forwards} activations of {call.Target.GrainId} ended " +
                "before it was its turn. Call again."));
        }
    }

    /// <summary>Takes an answer to where the call came from.</summary>
    public void Tell<TAnswer>(Activation? caller, TAnswer answer) where TAnswer : Turn, IThreadPoolWorkItem
    {
        if (caller is null)
        {
            Options.Scheduler.Schedule(answer);
        }
        else
        {
            caller.Turns.Enqueue(answer);
        }
    }

    public void NoteOneWay(GrainCall call, Task outcome)
    {
        if (outcome.Exception?.InnerException is { } error)
        {
            LogOneWayFailed(Log, error, call.Name, call.Target.GrainId);
        }
    }

    private void Dispatch(GrainCall call)
    {
        if (Options.Scheduler.ReordersCalls)
        {
            Options.Scheduler.Schedule(call);
        }
        else
        {
            Route(call);
        }
    }

    private void Obey(CallVerdict verdict, GrainCall call)
    {
        switch (verdict.Fate)
        {
            case CallFate.Lost:
                break;
            case CallFate.Failed:
                call.Refuse(verdict.Error!);
                break;
            case CallFate.Delayed:
                DispatchLater(call, verdict.DelayBy);
                break;
            default:
                call.LosesAnswer = verdict.Fate is CallFate.AnswerLost;
                Dispatch(call);
                break;
        }
    }

    private void DispatchLater(GrainCall call, TimeSpan delay)
    {
        ITimer? clock = null;
        clock = Time.CreateTimer(_ =>
        {
            clock?.Dispose();
            if (!Life.IsCrashed)
            {
                Dispatch(call);
            }
        }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Change(delay, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Warning, "The one-way call {Call} of {Grain} failed; nobody waits for it.")]
    private static partial void LogOneWayFailed(ILogger logger, Exception error, string call, GrainId grain);
}
