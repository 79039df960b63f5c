namespace TaskSync.Engine.Contract.Grains;

/// <summary>As text, so that no engine has to be taught a message type.</summary>
public enum TimerSettings
{
    None,
    Plain,
    Failing,
    Waiting,
    Interleaving,
    KeepingAlive,
}
