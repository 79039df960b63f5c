using System.Text.Json;
using TaskSync.Web.Tests.Node;

namespace TaskSync.Web.Tests;

/// <summary>The tests of the page's modules, which are written in its own language under <c>unit/</c>.</summary>
public sealed class ModuleSpecs
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<Dictionary<string, Outcome>> Outcomes = new(RunAll);

    public static TheoryData<string> Names => [.. Outcomes.Value.Keys];

    [NodeTheory]
    [MemberData(nameof(Names))]
    public void The_modules_do_what_their_tests_say(string name)
    {
        string? failure = Outcomes.Value[name].Failure;
        Assert.True(failure is null, failure);
    }

    private static Dictionary<string, Outcome> RunAll()
    {
        string[] files = Directory.GetFiles(Path.Combine(NodeProgram.TestsFolder, "unit"), "*.test.js");
        (int exitCode, string output, string errors) = NodeProgram.Run(["--test", "--test-reporter=./unit/reporter.js", .. files]);
        var outcomes = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<Outcome>(line, Json)!)
            .ToDictionary(outcome => outcome.Name);
        bool told = outcomes.Count > 0 && exitCode == (outcomes.Values.Any(outcome => outcome.Failure is not null) ? 1 : 0);
        if (!told) outcomes["node --test"] = new("node --test", $"It ended with {exitCode}. {errors}{output}");
        return outcomes;
    }

    private sealed record Outcome(string Name, string? Failure);
}
