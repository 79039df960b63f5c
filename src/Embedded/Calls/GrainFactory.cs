using Orleans;
using Orleans.Runtime;

namespace TaskSync.Embedded.Calls;

internal sealed class GrainFactory(EngineCore engine) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        if (grainClassNamePrefix is not null)
        {
            throw new NotSupportedException(
                "The embedded engine knows no class name prefixes: one class implements one interface.");
        }

        var grainClass = engine.Classes.Implementing(typeof(TGrainInterface));
        var target = new GrainTarget(engine, grainClass, primaryKey);
        return (TGrainInterface)(object)References<TGrainInterface>.Create(target);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        new GrainTarget(engine, engine.Classes.OfType(grainId.Type), grainId.Key.ToString())
            .Reference<TGrainInterface>();
}
