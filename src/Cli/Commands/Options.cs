using System.CommandLine;

namespace TaskSync.Cli.Commands;

/// <summary>Options in one line each.</summary>
internal static class Options
{
    public static Option<bool> Json() => Flag("--json", "Print the server's JSON");

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    public static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description + "; repeatable" };

    public static Option<int?> Number(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
