using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains. Making one is cheap and activates nothing.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with this key, of the class that implements the interface.</summary>
    /// <typeparam name="TGrainInterface">
    /// The grain interface; exactly one grain class must implement it.
    /// </typeparam>
    /// <param name="primaryKey">The key of the grain.</param>
    /// <param name="grainClassNamePrefix">Not supported here: must be null.</param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>
    /// A reference to the grain with this identity, to be called through the given interface.
    /// </summary>
    /// <typeparam name="TGrainInterface">An interface that the grain's class implements.</typeparam>
    /// <param name="grainId">The identity of the grain.</param>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable;
}
