using System.Globalization;
using TaskSync.Api.Problems;
using TaskSync.Core;

namespace TaskSync.Api;

/// <summary>What <c>?limit=</c> may ask for.</summary>
/// <param name="Default">Rows when it is not given.</param>
/// <param name="Most">The most rows of one answer.</param>
internal sealed record RowLimit(int Default, int Most)
{
    /// <summary>That of the lists that go on with a cursor.</summary>
    public static readonly RowLimit Page = new(50, Limits.PageRows);

    /// <summary>The refusal of what <see cref="TryRead"/> does not take.</summary>
    public Problem Refuse() => Problem.Bad("invalid_limit", $"\"limit\" is a number from 1 to {Most}.");

    public bool TryRead(string? text, out int limit)
    {
        limit = Default;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
            && limit >= 1 && limit <= Most);
    }
}
