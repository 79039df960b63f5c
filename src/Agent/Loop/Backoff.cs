using TaskSync.Agent.Ports;

namespace TaskSync.Agent.Loop;

/// <summary>
/// How long to wait after a failure: twice as long each time, bounded, and never all agents at once.
/// </summary>
internal sealed class Backoff(Random jitter)
{
    private int _failures;

    public bool IsFailing => _failures > 0;

    public void Reset() => _failures = 0;

    public TimeSpan Next(LinkFailureKind kind)
    {
        _failures++;
        if (kind == LinkFailureKind.Unauthorized) return Jittered(AgentLimits.RetryUnauthorized);
        double factor = Math.Pow(2, Math.Min(_failures - 1, 16));
        TimeSpan wait = AgentLimits.RetryAtLeast * factor;
        return Jittered(wait < AgentLimits.RetryAtMost ? wait : AgentLimits.RetryAtMost);
    }

    private TimeSpan Jittered(TimeSpan wait) => wait * (0.5 + jitter.NextDouble() / 2);
}
