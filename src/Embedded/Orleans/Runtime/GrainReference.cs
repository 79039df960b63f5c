using TaskSync.Embedded.Calls;

namespace Orleans.Runtime;

/// <summary>Stands for a grain towards its callers: who has one can call the grain, whether it is active or not.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly IGrainTarget _target;

    private protected GrainReference(IGrainTarget target) => _target = target;

    /// <summary>The grain it stands for.</summary>
    public GrainId GrainId => _target.GrainId;

    /// <summary>The same grain, to be called through another of its interfaces.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    public TGrainInterface Cast<TGrainInterface>() =>
        this is TGrainInterface already ? already : _target.Reference<TGrainInterface>();

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}";
}
