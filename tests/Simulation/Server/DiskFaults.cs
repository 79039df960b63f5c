using Orleans.Runtime;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Server;

/// <summary>What the server's disk does wrong.</summary>
internal sealed class DiskFaults(World world, Host server, Func<Chaos> chaos, Statistics statistics)
{
    /// <summary>When a write or read last failed, in the world's ticks: what was not committed then may be late.</summary>
    public long LastAt { get; private set; } = long.MinValue / 2;

    public Task BeforeReadAsync() => ActAsync(chaos().ReadFails, "read_failed");

    public Task BeforeWriteAsync() => ActAsync(chaos().WriteFails, "write_failed");

    public bool FailsAfterWrite(GrainId grain)
    {
        if (!world.Dice.Chance(chaos().WriteFailsLate)) return false;
        Note("write_failed_late");
        world.Log($"disk: a write of {grain.Key} was done and reported as failed");
        return true;
    }

    /// <summary>What was done takes time to be answered: others do something meanwhile, and the answer is old.</summary>
    public async Task DelayAsync()
    {
        if (!world.Dice.Chance(chaos().Slow)) return;
        Note("slow_disk");
        await Task.Delay(world.Dice.Skewed(0.001, chaos().SlowFor), server);
    }

    private async Task ActAsync(double fails, string name)
    {
        await DelayAsync();
        if (!world.Dice.Chance(fails)) return;
        Note(name);
        world.Log($"disk: {name}");
        throw new IOException("The disk failed.");
    }

    private void Note(string fault)
    {
        LastAt = world.Now;
        statistics.Count(fault);
    }
}
