namespace TaskSync.Cli.Display;

/// <summary>An argv as a person would type it into a shell, so that its boundaries can be seen.</summary>
internal static class CommandText
{
    public static string Of(IEnumerable<string> argv) => string.Join(' ', argv.Select(Quoted));

    private static string Quoted(string argument)
    {
        bool plain = argument.Length > 0 && argument.All(IsPlain);
        return plain ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c);
}
