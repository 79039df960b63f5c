namespace TaskSync.Embedded.Activations;

/// <summary>
/// A piece of work that a grain is asked to do: a call, or a timer's tick. It ends when its task does.
/// </summary>
internal abstract class Request : Turn
{
    /// <summary>The activation that runs it, once it awaits something.</summary>
    public Activation? RunBy { get; set; }

    /// <summary>May start while another request awaits something.</summary>
    public abstract bool Interleaves { get; }

    /// <summary>May interleave with others that only read.</summary>
    public abstract bool OnlyReads { get; }

    /// <summary>Counts as use of the grain.</summary>
    public abstract bool KeepsAlive { get; }

    /// <summary>Nobody waits for it any more, so it need not be run.</summary>
    public abstract bool IsStale { get; }

    /// <summary>What it does, for logs.</summary>
    public abstract string Name { get; }

    public override void Run(Activation activation) => activation.Receive(this);

    /// <summary>Runs the grain's code up to its first await.</summary>
    public abstract Task Invoke(object grain);

    /// <summary>The request has run.</summary>
    public abstract void End(Task outcome, Activation activation);

    /// <summary>The activation is gone and the request has not run.</summary>
    public abstract void Return(Activation activation);

    /// <summary>The request will not be run.</summary>
    public abstract void Refuse(Exception reason);
}
