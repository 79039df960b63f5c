using Spectre.Console;

namespace TaskSync.Cli.Display;

/// <summary>Tables for people. Their cells are text, never markup: titles come from outside.</summary>
internal static class Tables
{
    /// <summary>What goes into a pipe is not cut: nobody knows how wide its reader is.</summary>
    private const int UnboundedWidth = 4096;

    /// <summary>
    /// Writes a table as wide as its content, and as the terminal at most; its last column gives way.
    /// </summary>
    public static void Write(Surroundings world, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        Table table = new() { Border = TableBorder.None };
        foreach (string column in columns)
        {
            TableColumn head = new(new Text(column)) { Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(column == columns[^1] ? head : head.NoWrap());
        }
        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Plain(cell)) { Overflow = Overflow.Ellipsis }));
        }
        Console(world).Write(table);
    }

    /// <summary>Control characters of a title must not steer the reader's terminal.</summary>
    public static string Plain(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    private static IAnsiConsole Console(Surroundings world)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(world.Out),
        });
        console.Profile.Width = world.OutIsTerminal ? world.Width : UnboundedWidth;
        return console;
    }
}
