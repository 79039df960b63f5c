using System.Text.RegularExpressions;

namespace TaskSync.Tidy.Tests;

/// <summary>Calls that wait: whether they are told whose time it is.</summary>
internal static partial class Calls
{
    /// <summary>
    /// Whether the line has such a call that names a span of time and no clock that was handed in. A call without a span, one that
    /// waits for ever, and one that goes on in the next line pass.
    /// </summary>
    public static bool WithoutTime(string line, Regex call) => call.Matches(line)
        .Select(match => Arguments(line[(match.Index + match.Length)..]))
        .Any(arguments => arguments is { Length: > 0 } && !Endless().IsMatch(arguments[0]) && !HasClock(arguments));

    /// <summary>The arguments behind an opened parenthesis; null if it is not closed in this line.</summary>
    public static string[]? Arguments(string text)
    {
        var arguments = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[' or '{') depth++;
            if (text[i] is ')' or ']' or '}' && depth-- == 0) return [.. arguments.Append(text[start..i].Trim()).Where(part => part != "")];
            if (text[i] != ',' || depth > 0) continue;
            arguments.Add(text[start..i].Trim());
            start = i + 1;
        }
        return null;
    }

    /// <summary>The clock comes second; what comes second otherwise is a token, and the system's clock is nobody's choice.</summary>
    private static bool HasClock(string[] arguments) =>
        arguments.Length > 1 && !Token().IsMatch(arguments[1]) && arguments[1] != "TimeProvider.System";

    [GeneratedRegex("cancel|token|abort|stop|bound", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    [GeneratedRegex(@"^Timeout\.Infinite|^-1$")]
    private static partial Regex Endless();
}
