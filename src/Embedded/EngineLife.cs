namespace TaskSync.Embedded;

/// <summary>How far the engine's life has gone. Everything that could still act looks here first.</summary>
internal sealed class EngineLife
{
    private volatile bool _isCrashed;
    private volatile bool _isStopping;

    /// <summary>Nothing runs and nothing is answered any more.</summary>
    public bool IsCrashed => _isCrashed;

    /// <summary>No grain is activated any more; those that are active end.</summary>
    public bool IsStopping => _isStopping;

    public void Crash() => _isCrashed = true;

    public void Stop() => _isStopping = true;
}
