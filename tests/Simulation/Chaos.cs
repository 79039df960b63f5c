using TaskSync.Simulation.Time;

namespace TaskSync.Simulation;

/// <summary>How bad the world is. Chances are per occasion, times in seconds.</summary>
internal sealed record Chaos
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly Chaos None = new();

    /// <summary>A write that fails before it was done.</summary>
    public double WriteFails { get; init; }

    /// <summary>A write that was done and fails all the same.</summary>
    public double WriteFailsLate { get; init; }

    /// <summary>A write or a read that takes long, up to <see cref="SlowFor"/>.</summary>
    public double Slow { get; init; }

    public double SlowFor { get; init; } = 4;

    /// <summary>A read of state or catalog that fails.</summary>
    public double ReadFails { get; init; }

    /// <summary>A journal entry that the agent's disk refuses.</summary>
    public double JournalFails { get; init; }

    /// <summary>A request or an answer that is lost.</summary>
    public double Drop { get; init; }

    /// <summary>A request that arrives twice, the second time up to a minute later.</summary>
    public double Duplicate { get; init; }

    /// <summary>The longest way of a message; most are much faster, so that they overtake each other.</summary>
    public double LatencyTo { get; init; } = 0.005;

    /// <summary>Mean time between two mishaps: crashes, suspends, partitions, jumps; 0 for none.</summary>
    public double MishapEvery { get; init; }

    /// <summary>An attempt that the agent cannot run, and declines.</summary>
    public double Declines { get; init; }

    /// <summary>A one-way hint of a grain that is lost.</summary>
    public double HintLost { get; init; }

    /// <summary>A different world for each seed: now and then one without any trouble, most with some kinds of it.</summary>
    public static Chaos Roll(Dice dice)
    {
        double Some(double most) => dice.Chance(0.5) ? dice.NextDouble() * most : 0;
        return new Chaos
        {
            WriteFails = Some(0.04),
            WriteFailsLate = Some(0.05),
            Slow = Some(0.05),
            SlowFor = 0.5 + (dice.NextDouble() * 6),
            ReadFails = Some(0.02),
            JournalFails = Some(0.03),
            Drop = Some(0.15),
            Duplicate = Some(0.15),
            LatencyTo = dice.Chance(0.5) ? 0.02 : 0.02 + (dice.NextDouble() * 4),
            MishapEvery = dice.Chance(0.1) ? 0 : 4 + (dice.NextDouble() * 40),
            HintLost = Some(0.3),
            Declines = Some(0.4),
        };
    }
}
