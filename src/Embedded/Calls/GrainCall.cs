using Orleans.Runtime;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.Calls;

/// <summary>
/// One call of a grain's method. The same object travels: to the callee's mailbox, and back to the caller's
/// with the answer, so that whatever the caller goes on with, it goes on in a turn of the caller. For each
/// method there is a class derived from this one that has the arguments and makes the call; the emitter makes
/// it.
/// </summary>
internal abstract class GrainCall : Request, IThreadPoolWorkItem
{
    private Task? _outcome;

    public GrainTarget Target { get; private set; } = null!;

    public GrainMethod Method { get; private set; } = null!;

    /// <summary>The activation that made the call; null if the call came from outside.</summary>
    public Activation? Caller { get; private set; }

    /// <summary>How often it was sent on because the activation it went to ended.</summary>
    public int Forwards { get; set; }

    /// <summary>The answer is to get lost.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>Its place among the calls that wait for an answer.</summary>
    public PendingPlace Place;

    public override bool Interleaves => Method.Interleaves;

    public override bool OnlyReads => Method.OnlyReads;

    public override bool KeepsAlive => true;

    public override bool IsStale => !Method.IsOneWay && !Place.IsWaiting;

    public override string Name => $"{Method.Interface.Name}.{Method.Name}";

    public void Address(GrainTarget target, GrainMethod method, Activation? caller) =>
        (Target, Method, Caller) = (target, method, caller);

    public override void End(Task outcome, Activation activation)
    {
        if (Method.IsOneWay)
        {
            Target.Engine.NoteOneWay(this, outcome);
        }
        else if (!LosesAnswer)
        {
            Answer(outcome);
        }
    }

    public override void Return(Activation activation) => Target.Engine.Forward(this);

    public override void Refuse(Exception reason)
    {
        if (Method.IsOneWay)
        {
            Target.Engine.NoteOneWay(this, Task.FromException(reason));
        }
        else
        {
            Answer(Task.FromException(reason));
        }
    }

    /// <summary>The call's time is up. It may still be anywhere, so its answer travels on its own.</summary>
    public void TimeOut(TimeSpan limit)
    {
        var silence = Task.FromException(new TimeoutException(
            $"{Name} of {Target.GrainId} was not answered within {limit}. It may still run, or have run."));
        Target.Engine.Tell(Caller, new LateAnswer(this, silence));
    }

    public override void Run(Activation activation)
    {
        if (_outcome is null)
        {
            base.Run(activation);
        }
        else
        {
            Complete(_outcome);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (Target.Engine.Life.IsCrashed)
        {
            return;
        }

        if (_outcome is null)
        {
            Target.Engine.Route(this);
        }
        else
        {
            Complete(_outcome);
        }
    }

    /// <summary>Ends the caller's task.</summary>
    protected abstract void Complete(Task outcome);

    private void Answer(Task outcome)
    {
        if (Target.Engine.Pending.TryRemove(this))
        {
            _outcome = outcome;
            Target.Engine.Tell(Caller, this);
        }
    }

    private sealed class LateAnswer(GrainCall call, Task outcome) : Turn, IThreadPoolWorkItem
    {
        public override void Run(Activation activation) => call.Complete(outcome);

        public void Execute()
        {
            if (!call.Target.Engine.Life.IsCrashed)
            {
                call.Complete(outcome);
            }
        }
    }
}
