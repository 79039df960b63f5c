using TaskSync.Embedded.Activations;
using TaskSync.Embedded.Calls;

namespace Orleans.Runtime;

/// <summary>
/// Stands for a grain towards its callers: who has one can call the grain, whether it is active or not.
/// </summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly GrainTarget _target;

    private protected GrainReference(GrainTarget target) => _target = target;

    /// <summary>The grain it stands for.</summary>
    public GrainId GrainId => _target.GrainId;

    /// <summary>The same grain, to be called through another of its interfaces.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    public TGrainInterface Cast<TGrainInterface>() =>
        this is TGrainInterface already ? already : _target.Reference<TGrainInterface>();

    // The two that follow are called by the classes that the emitter derives from this one.
    private protected Task Send(GrainAction call, GrainMethod method)
    {
        call.Address(_target, method, RuntimeContext.Current as Activation);
        _target.Engine.Send(call);
        return method.IsOneWay ? Task.CompletedTask : call.Answer;
    }

    private protected Task<TResult> Send<TResult>(GrainQuery<TResult> call, GrainMethod method)
    {
        call.Address(_target, method, RuntimeContext.Current as Activation);
        _target.Engine.Send(call);
        return method.IsOneWay ? Task.FromResult<TResult>(default!) : call.Answer;
    }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}";
}
