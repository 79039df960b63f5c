using Orleans.Runtime;

namespace TaskSync.Embedded.Calls;

/// <summary>Where a reference's calls go.</summary>
internal interface IGrainTarget
{
    GrainId GrainId { get; }

    TGrainInterface Reference<TGrainInterface>();
}
