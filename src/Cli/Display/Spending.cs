using System.Globalization;
using TaskSync.Core.Tasks;

namespace TaskSync.Cli.Display;

/// <summary>What coding agents cost, in a few words.</summary>
internal static class Spending
{
    /// <summary>Below a cent a cost is little, and not nothing.</summary>
    private const decimal Cent = 0.01m;

    /// <summary>Dollars and tokens; null if neither is known.</summary>
    public static string? Of(decimal? cost, TokenUsage? usage)
    {
        string?[] parts = [cost is decimal dollars ? Dollars(dollars) : null, usage is null ? null : Tokens(usage)];
        string said = string.Join(", ", parts.OfType<string>());
        return said.Length == 0 ? null : said;
    }

    public static string Dollars(decimal dollars) => dollars is > 0 and < Cent
        ? "<$0.01"
        : string.Create(CultureInfo.InvariantCulture, $"${dollars:0.00}");

    private static string Tokens(TokenUsage usage)
    {
        long read = usage.InputTokens + usage.CacheReadTokens + usage.CacheWriteTokens;
        return string.Create(CultureInfo.InvariantCulture, $"{read} tokens in, {usage.OutputTokens} out");
    }
}
