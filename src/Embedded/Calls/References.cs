using Orleans.Runtime;

namespace TaskSync.Embedded.Calls;

/// <summary>
/// Makes references that implement the interface; their class is made when the first is wanted.
/// </summary>
internal static class References<TGrainInterface>
{
    public static readonly Func<GrainTarget, GrainReference> Create =
        ReferenceEmitter.Emit(typeof(TGrainInterface));
}
