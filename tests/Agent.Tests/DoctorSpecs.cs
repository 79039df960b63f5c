using TaskSync.Agent.Doctor;

namespace TaskSync.Agent.Tests;

public sealed class DoctorSpecs
{
    [Fact]
    public async Task A_machine_that_is_well_has_nothing_bad_and_nothing_is_changed_by_looking()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.EndOf(bench.Submit("true"));
        Finding[] findings = await ExamineAsync(bench);
        Assert.DoesNotContain(findings, finding => finding.Level == FindingLevel.Bad);
        Assert.Contains("An agent works here now.", Of(findings, "lock").Sentence, StringComparison.Ordinal);
        Assert.Equal(FindingLevel.Good, Of(findings, "credential").Level);
        Assert.Contains("2.", Of(findings, "claude").Sentence, StringComparison.Ordinal);
        Assert.Equal(Core.Tasks.TaskState.Completed, (await bench.EndOf(bench.Submit("true"))).State);
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_with_its_address()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await bench.Server.StopAsync();
        Finding server = Of(await ExamineAsync(bench), "server");
        Assert.Equal(FindingLevel.Bad, server.Level);
        Assert.Contains(bench.Server.Url.ToString(), server.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_the_server_does_not_take_is_bad()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "credential"), "of another time\n");
        Finding credential = Of(await ExamineAsync(bench), "credential");
        Assert.Equal(FindingLevel.Bad, credential.Level);
        Assert.DoesNotContain("of another time", credential.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_configured_and_is_not_there_is_named()
    {
        await using Bench bench = await Bench.StartAsync(
            config => config with
            {
                Executables = ["no-such-program"], Roots = [.. config.Roots, "/no/such/root"],
                Claude = new ClaudeConfig { Executable = "/no/such/claude" },
            }, andAgent: false);
        Finding[] findings = await ExamineAsync(bench);
        Assert.Equal(
            [(FindingLevel.Bad, "root"), (FindingLevel.Bad, "executables"), (FindingLevel.Doubtful, "claude")],
            findings.Where(finding => finding.Sentence.Contains("no", StringComparison.Ordinal)
                && finding.Sentence.Contains("such", StringComparison.Ordinal)).Select(finding => (finding.Level, finding.About)));
    }

    [Fact]
    public async Task A_clock_that_is_an_hour_off_is_doubtful_and_not_bad()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        var settings = new AgentSettings { Folder = bench.Folder, Time = new WallClock { Offset = TimeSpan.FromHours(1) } };
        Finding clock = Of(await AgentDoctor.ExamineAsync(settings).ToArrayAsync(), "clock");
        Assert.Equal(FindingLevel.Doubtful, clock.Level);
        Assert.Contains("behind this one", clock.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "can't be understood")]
    [InlineData(null, "There is no")]
    public async Task Without_a_configuration_it_says_so_and_no_more(string? json, string sentence)
    {
        using var folder = new TemporaryFolder();
        if (json is not null) await File.WriteAllTextAsync(Path.Combine(folder.Path, "agent.json"), json);
        Finding[] findings = await AgentDoctor.ExamineAsync(new AgentSettings { Folder = folder.Path }).ToArrayAsync();
        Assert.Equal(("agent.json", FindingLevel.Bad), (findings[^1].About, findings[^1].Level));
        Assert.Contains(sentence, findings[^1].Sentence, StringComparison.Ordinal);
    }

    private static async Task<Finding[]> ExamineAsync(Bench bench) =>
        await AgentDoctor.ExamineAsync(new AgentSettings { Folder = bench.Folder }).ToArrayAsync();

    private static Finding Of(Finding[] findings, string about) => findings.First(finding => finding.About == about);
}
