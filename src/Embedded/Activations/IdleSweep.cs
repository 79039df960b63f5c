namespace TaskSync.Embedded.Activations;

/// <summary>Looks for unused grains every now and then, and has them end.</summary>
internal sealed class IdleSweep(EngineCore engine)
{
    private ITimer? _clock;

    public void Start()
    {
        var quantum = engine.Options.CollectionQuantum;
        _clock = engine.Time.CreateTimer(_ => Sweep(), null, quantum, quantum);
    }

    public void Stop() => _clock?.Dispose();

    private void Sweep()
    {
        var now = engine.Time.GetTimestamp();
        foreach (var activation in engine.Activations().Where(activation => activation.LooksIdle(now)))
        {
            activation.EndIfIdle();
        }
    }
}
