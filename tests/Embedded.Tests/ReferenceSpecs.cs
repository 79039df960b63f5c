using Orleans;
using Orleans.Runtime;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class ReferenceSpecs
{
    [Fact]
    public async Task Arguments_of_all_kinds_arrive_as_they_were_sent()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        var sum = await simulated.Drive(simulated.Grain<IWanderingGrain>().Sum(
            1, long.MaxValue, null, DateTimeOffset.UnixEpoch, [1, 2, 3], true));

        Assert.Equal("1 9223372036854775807  1970-01-01T00:00:00.0000000+00:00 3 True", sum);
    }

    [Fact]
    public async Task References_to_one_grain_are_equal()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        Assert.Equal(simulated.Grain<IWorkGrain>(), simulated.Grain<IWorkGrain>());
        Assert.NotEqual(simulated.Grain<IWorkGrain>(), simulated.Grain<IWorkGrain>("other"));
    }

    [Fact]
    public async Task A_grain_is_found_by_its_identity()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        var grain = simulated.Harness.Grains.GetGrain<IWorkGrain>(GrainId.Parse("work/some/key"));

        Assert.Equal("some/key", await simulated.Drive(grain.Key()));
    }

    [Fact]
    public async Task An_interface_without_a_class_is_refused()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        Assert.Throws<ArgumentException>(() => simulated.Grain<IHomelessGrain>());
    }

    [Fact]
    public async Task A_grain_is_not_called_through_an_interface_that_it_lacks()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        Assert.Throws<InvalidCastException>(() => simulated.Grain<IWorkGrain>().AsReference<ICellGrain>());
    }

    [Fact]
    public async Task A_grain_without_its_storage_says_which_one_is_missing()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        var error = await Assert.ThrowsAsync<Orleans.Storage.BadProviderConfigException>(
            () => simulated.Drive(simulated.Grain<IHomelessStateGrain>().Key()));

        Assert.Contains("'nowhere'", error.Message, StringComparison.Ordinal);
    }
}
