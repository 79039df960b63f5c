using Microsoft.Net.Http.Headers;

namespace TaskSync.Api.Output;

/// <summary>Which bytes to send of so many: a whole, a part, or none that there are.</summary>
/// <param name="From">The first byte.</param>
/// <param name="Length">How many.</param>
/// <param name="IsPart">Whether the caller asked for a range, and gets it.</param>
internal readonly record struct ByteRange(long From, long Length, bool IsPart)
{
    /// <summary>
    /// Reads the header <c>Range</c>. What we don't understand, or several ranges, is answered with the
    /// whole, as RFC 9110 has it.
    /// </summary>
    /// <returns>Null if there is no such byte.</returns>
    public static ByteRange? Of(string? header, long total)
    {
        if (header is null || !RangeHeaderValue.TryParse(header, out RangeHeaderValue? value)
            || value.Unit != "bytes" || value.Ranges.Count != 1)
        {
            return new(0, total, IsPart: false);
        }
        RangeItemHeaderValue range = value.Ranges.First();
        if (range.From is { } from)
        {
            long end = Math.Min(range.To ?? long.MaxValue - 1, total - 1);
            return from < total ? new(from, end - from + 1, IsPart: true) : null;
        }
        long last = Math.Min(range.To ?? 0, total);
        return last > 0 ? new(total - last, last, IsPart: true) : null;
    }
}
