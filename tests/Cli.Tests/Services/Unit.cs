using System.Globalization;

namespace TaskSync.Cli.Tests.Services;

/// <summary>A systemd unit of <c>packaging/</c>, by its lines.</summary>
internal sealed class Unit
{
    private readonly ILookup<string, string> _settings;

    public Unit(string name)
    {
        Path = System.IO.Path.Combine(Root(), "packaging", "systemd", name);
        _settings = File.ReadLines(Path)
            .Where(line => line.Length > 0 && line[0] is not ('#' or '['))
            .Select(line => line.Split('=', 2))
            .ToLookup(pair => pair[0], pair => pair[1]);
    }

    public string Path { get; }

    /// <summary>What it says of something; it says nothing twice.</summary>
    public string this[string setting] => Assert.Single(_settings[setting]);

    /// <summary>Exit codes after which it is not started again.</summary>
    public int[] StaysDownAfter =>
        [.. this["RestartPreventExitStatus"].Split(' ').Select(code => int.Parse(code, CultureInfo.InvariantCulture))];

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TaskSync.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("No TaskSync.sln above the tests: run them from a checkout.");
    }
}
