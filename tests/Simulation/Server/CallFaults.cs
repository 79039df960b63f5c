using TaskSync.Embedded;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Server;

/// <summary>Hints between grains may be lost, and so may calls and their answers: grains are promised no more.</summary>
internal sealed class CallFaults(World world, Func<Chaos> chaos, Statistics statistics) : ICallFilter
{
    /// <summary>Part of <see cref="Chaos.HintLost"/> that hits calls somebody waits for: those are rarer to be lost.</summary>
    private const double WaitedFor = 0.01;

    /// <summary>When a call that somebody waited for was last lost, in the world's ticks.</summary>
    public long LastAt { get; private set; } = long.MinValue / 2;

    public CallVerdict Judge(in CallInfo call)
    {
        double lost = chaos().HintLost;
        if (!world.Dice.Chance(call.IsOneWay ? lost : lost * WaitedFor)) return CallVerdict.Pass;
        statistics.Count(call.IsOneWay ? "hint_lost" : "call_lost");
        if (!call.IsOneWay) LastAt = world.Now;
        return call.IsOneWay || world.Dice.Chance(0.5) ? CallVerdict.Lose : CallVerdict.LoseAnswer;
    }
}
