using Orleans.Runtime;

namespace TaskSync.Embedded.Tests;

public sealed class ThreadPoolSpecs
{
    [Fact]
    public async Task Under_load_no_key_has_two_activations_and_no_activation_two_turns_at_once()
    {
        await using var harness = await EmbeddedHarness.StartAsync(options =>
        {
            options.AddGrains(typeof(IRestlessGrain).Assembly);
            options.Scheduler = new ThreadPoolScheduler();
            options.MaxForwards = int.MaxValue;
        });

        string[] keys = [.. Enumerable.Range(0, 4).Select(number => $"restless-{number}")];
        await Task.WhenAll(Enumerable.Range(0, 32).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            for (var i = 0; i < 1_000; i++)
            {
                var grain = harness.Grains.GetGrain<IRestlessGrain>(keys[random.Next(keys.Length)]);
                await (random.Next(3) == 0 ? grain.Look() : grain.Work(leaves: random.Next(5) == 0));
            }
        })));

        Assert.Equal(0, RestlessGrain.Violations);
        await harness.StopAsync();
        // Of these alone: the engine of another test may have crashed while its grains were leaving.
        Assert.All(keys, key => Assert.Equal(0, RestlessGrain.Live[key]));
    }

    [Fact]
    public async Task Every_call_is_answered_once_when_grains_leave_all_the_time()
    {
        await using var harness = await EmbeddedHarness.StartAsync(options =>
        {
            options.AddGrains(typeof(IRestlessGrain).Assembly);
            options.Scheduler = new ThreadPoolScheduler();
        });
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(async _ =>
        {
            try
            {
                await harness.Grains.GetGrain<IRestlessGrain>("leaving").Work(leaves: true);
            }
            catch (OrleansMessageRejectionException)
            {
                Interlocked.Increment(ref refused);
            }
        })).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.InRange(refused, 0, 1_999);
    }
}
