using System.Text.Json;

namespace TaskSync.Cluster;

/// <summary>Waits for what other processes do: looks, bounded, and says what it last saw.</summary>
internal static class Wait
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public static async Task UntilAsync(string what, TimeSpan bound, Func<Task<bool>> condition, Func<string>? last = null)
    {
        using var limit = new CancellationTokenSource(bound);
        using var look = new PeriodicTimer(LookEvery);
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (Exception away) when (away is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                // A node is down just now, or went while it answered.
            }
            try
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited {bound.TotalSeconds} s in vain until {what}. {last?.Invoke()}");
            }
        }
    }
}
