using Orleans;
using Orleans.Runtime;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.Calls;

/// <summary>Where the calls of a reference go: one grain of one engine.</summary>
internal sealed class GrainTarget(EngineCore engine, GrainClass grainClass, string key)
{
    public EngineCore Engine => engine;

    public GrainClass Class => grainClass;

    public string Key => key;

    public GrainId GrainId => new(grainClass.GrainType, IdSpan.Create(key));

    public GrainReference Untyped => References<IGrain>.Create(this);

    public TGrainInterface Reference<TGrainInterface>()
    {
        grainClass.ThrowUnlessImplements(typeof(TGrainInterface));
        return (TGrainInterface)(object)References<TGrainInterface>.Create(this);
    }
}
