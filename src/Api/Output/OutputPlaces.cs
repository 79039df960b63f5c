using System.Globalization;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Output;

/// <summary>Reads which bytes of which output are meant.</summary>
internal static class OutputPlaces
{
    public static bool TryReadAttempt(string? text, out int attempt) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out attempt) && attempt >= 1;

    public static bool TryReadOffset(string? text, out long offset)
    {
        offset = 0;
        return text is null
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out offset);
    }

    public static bool TryReadStream(string? text, out OutputStream stream)
    {
        stream = OutputStream.Stdout;
        return text is null || Words.TryParse(text, out stream);
    }

    /// <summary>Reads <c>attempt:offset</c>, the id of an event.</summary>
    public static bool TryReadEventId(string? text, out int attempt, out long offset)
    {
        (attempt, offset) = (0, 0);
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && TryReadAttempt(text![..colon], out attempt)
            && TryReadOffset(text[(colon + 1)..], out offset);
    }

    public static Problem BadAttempt() =>
        Problem.Bad("invalid_attempt", "\"attempt\" is the number of an attempt: 1, 2, …");

    public static Problem BadStream() => Problem.Bad("invalid_stream", "\"stream\" is stdout or stderr.");

    public static Problem BadOffset(string name) =>
        Problem.Bad("invalid_offset", $"\"{name}\" is a number of bytes: 0, 1, …");
}
