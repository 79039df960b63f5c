using System.Diagnostics;
using System.Reflection;

namespace TaskSync.Web.Tests.Node;

/// <summary>Node, which runs the page's modules outside of a browser.</summary>
internal static class NodeProgram
{
    /// <summary>The first version that takes <c>.js</c> files for modules by their text.</summary>
    private static readonly Version Oldest = new(20, 19);

    /// <summary>The slowest is the type checker, with ten seconds of a processor's time; this is a hang.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static readonly string TestsFolder = Metadata("WebTestsFolder");

    public static readonly string TypeChecker = Path.Combine(Metadata("NodeTools"), "node_modules", "typescript", "bin", "tsc");

    /// <summary>Why these tests can't run here; null if they can.</summary>
    public static readonly string? Missing = WhyMissing();

    /// <summary>Runs node in the folder of the web tests.</summary>
    /// <returns>Its exit code, and what it wrote to stdout and stderr.</returns>
    public static (int ExitCode, string Output, string Errors) Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = TestsFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> errors = node.StandardError.ReadToEndAsync();
        if (!node.WaitForExit(Limit)) node.Kill(entireProcessTree: true);
        node.WaitForExit();
        return (node.ExitCode, output.Result, errors.Result);
    }

    private static string? WhyMissing()
    {
        try
        {
            string version = Run("--version").Output.Trim().TrimStart('v');
            return Version.Parse(version) >= Oldest ? null : $"node {version} is here, and these tests need {Oldest} or later.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "node is not installed.";
        }
    }

    private static string Metadata(string key) => typeof(NodeProgram).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
