namespace TaskSync.Cli.Client;

/// <summary>
/// Sends a call again while its answer is lost. Safe because every call of TaskSync can be repeated: a submit
/// carries its idempotency key, and the others say what should be, not what to add.
/// </summary>
internal sealed class Patience(TimeProvider time, int nodes = 1)
{
    /// <summary>
    /// How long one call is tried: a restart of the server takes two seconds, of its machine a minute.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer would let a person wait for a server that is back already.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        long begun = time.GetTimestamp();
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await call(cancel);
            }
            catch (CallException e)
            {
                e.Tries = tries + 1;
                if (!GoesOn(e) || time.GetElapsedTime(begun) >= Limit) throw;
                await Task.Delay(Pause(tries), time, cancel);
            }
        }
    }

    /// <summary>The pause after so many failures in a row: doubled each time up to a bound.</summary>
    public static TimeSpan Pause(int failures)
    {
        TimeSpan doubled = FirstPause * Math.Pow(2, Math.Min(failures, 8));
        return doubled < LongestPause ? doubled : LongestPause;
    }

    /// <summary>A first call that reaches no node fails at once: there is no server to wait for.</summary>
    private bool GoesOn(CallException e) => e.MayPass && !(e.Tries == nodes && e.NothingSent);
}
