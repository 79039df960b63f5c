namespace TaskSync.Core.Tasks;

/// <summary>
/// Costs as whole numbers, so that sums of them are exact and hang on no order: billionths of a US dollar.
/// </summary>
public static class Costs
{
    /// <summary>A million dollars. No task costs more, and sums of what is said of them must not overflow.</summary>
    private const decimal Most = 1_000_000m;

    /// <summary>A trillion: no task reads more, and sums must not overflow.</summary>
    private const long MostTokens = 1_000_000_000_000;

    private const decimal Nano = 1_000_000_000m;

    /// <summary>US dollars as billionths, rounded; null stays null.</summary>
    public static long? ToNano(decimal? usd) => usd is { } known ? (long)decimal.Round(Math.Clamp(known, 0, Most) * Nano) : null;

    /// <summary>Billionths as US dollars.</summary>
    public static decimal FromNano(long nano) => nano / Nano;

    /// <summary>A count of tokens that can be summed.</summary>
    public static long Tokens(long count) => Math.Clamp(count, 0, MostTokens);
}
