using TaskSync.Core.Ports;

namespace TaskSync.Api.Access;

/// <summary>
/// Ends a long answer soon after the credential of whoever asked for it is revoked. It looks beside the answer and not
/// within it: one whose reader takes little, or nothing, would come by no place where it could look.
/// </summary>
internal sealed class StreamAccess(AccessService access, TimeProvider time)
{
    /// <summary>
    /// How often the credential is looked at again: with the cache's ten seconds a revocation acts within 30.
    /// </summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs an answer to its end, or until its caller's credential is no longer good.</summary>
    /// <param name="caller">Who asked.</param>
    /// <param name="answer">What is written; it has to end when it is told to.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Whether it came to its own end.</returns>
    public async Task<bool> RunAsync(Caller caller, Func<CancellationToken, Task> answer, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task revoked = UntilRevokedAsync(caller.Credential, end.Token);
        try
        {
            Task running = answer(end.Token);
            Task first = await Task.WhenAny(running, revoked);
            await end.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
            return first == running;
        }
        finally
        {
            await end.CancelAsync();
            await revoked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilRevokedAsync(Credential credential, CancellationToken cancel)
    {
        do await Task.Delay(CheckEvery, time, cancel);
        while (await access.IsGoodAsync(credential, cancel));
    }
}
