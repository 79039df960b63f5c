using Orleans;

namespace TaskSync.Silo.Engines;

/// <summary>
/// A front door that comes up before the first node waits for it: whoever starts everything at once has no
/// order to keep.
/// </summary>
internal sealed class FirstNodeWait(TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long _began = time.GetTimestamp();

    public async Task<bool> ShouldRetryConnectionAttempt(
        Exception exception, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_began) > FailureDetection.Join) return false;
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }
}
