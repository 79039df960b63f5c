using TaskSync.Cli.Local;

namespace TaskSync.Cli;

/// <summary>
/// All that a command may touch outside itself, so that tests can stand in for a terminal and a clock.
/// </summary>
internal sealed record Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard input, for a prompt that is piped in.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Standard output as bytes, for output that is passed on as it is.</summary>
    public required Func<Stream> OpenOut { get; init; }

    /// <summary>Standard error as bytes, for what a command wrote there.</summary>
    public Func<Stream> OpenError { get; init; } = () => Stream.Null;

    /// <summary>Whether a person sees standard output.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether a person sees standard error, where the live line is drawn.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>
    /// Whether standard output goes to systemd's journal, which keeps what it is told for others to read.
    /// </summary>
    public bool IsJournal { get; init; }

    /// <summary>Columns of that terminal.</summary>
    public int Width { get; init; } = 120;

    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where the user stands.</summary>
    public string CurrentFolder { get; init; } = "/";

    public required TimeProvider Time { get; init; }

    /// <summary>The process as it is.</summary>
    public static Surroundings Real() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        OpenError = Console.OpenStandardError,
        OpenOut = () => new ReadOutput(Console.OpenStandardOutput()),
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        IsJournal = Journal.Reads(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), "/proc/self/fd/1"),
        Width = TerminalWidth(),
        Variable = Environment.GetEnvironmentVariable,
        CurrentFolder = Environment.CurrentDirectory,
        Time = TimeProvider.System,
    };

    /// <summary>A terminal of unknown width is taken for one of 120 columns.</summary>
    private static int TerminalWidth()
    {
        if (Console.IsOutputRedirected && Console.IsErrorRedirected) return 120;
        return Console.WindowWidth is int width and > 20 ? width : 120;
    }
}
