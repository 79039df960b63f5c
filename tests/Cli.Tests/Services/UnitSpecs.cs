using System.Diagnostics;
using TaskSync.Agent;
using TaskSync.Silo;

namespace TaskSync.Cli.Tests.Services;

/// <summary>The lines of the units on which a promise hangs. That systemd keeps them was tried by hand, under a real one.</summary>
public sealed class UnitSpecs
{
    private readonly Unit _agent = new("tasksync-agent.service");
    private readonly Unit _server = new("tasksync-server.service");

    [Fact]
    public void Stopping_the_agent_ends_nothing_else() => Assert.Equal("process", _agent["KillMode"]);

    [Fact]
    public void The_agent_may_make_control_groups() => Assert.Equal("yes", _agent["Delegate"]);

    [Fact]
    public void One_attempt_without_memory_does_not_stop_the_others() => Assert.Equal("continue", _agent["OOMPolicy"]);

    [Fact]
    public void Both_are_started_again_for_as_long_as_it_takes()
    {
        Assert.Equal("always", _agent["Restart"]);
        Assert.Equal("on-failure", _server["Restart"]);
        Assert.Equal("0", _agent["StartLimitIntervalSec"]);
        Assert.Equal("0", _server["StartLimitIntervalSec"]);
    }

    [Fact]
    public void The_agent_stays_down_after_each_end_that_says_why_and_after_no_other() => Assert.Equal(
        Enum.GetValues<AgentExit>().Where(exit => exit != AgentExit.Left).Select(exit => (int)exit).Order(),
        _agent.StaysDownAfter.Order());

    [Fact]
    public void The_server_stays_down_where_another_start_would_fail_the_same_way() => Assert.Equal(
        Enum.GetValues<StartFailure>().Where(failure => failure != StartFailure.Surroundings)
            .Select(failure => (int)failure).Append(ExitCodes.Usage).Order(),
        _server.StaysDownAfter.Order());

    [AnalyzedFact]
    public async Task Systemd_finds_nothing_to_complain_of()
    {
        foreach (Unit unit in new[] { _agent, _server }) Assert.Equal("", await ComplaintsAsync(unit.Path));
    }

    /// <summary>Of the unit; what else lies on this machine is not ours.</summary>
    private static async Task<string> ComplaintsAsync(string path)
    {
        DirectoryInfo runtime = Directory.CreateTempSubdirectory("tasksync-unit-");
        var start = new ProcessStartInfo(AnalyzedFactAttribute.Program, ["--user", "--man=no", "verify", path])
        {
            RedirectStandardError = true,
            Environment = { ["XDG_RUNTIME_DIR"] = runtime.FullName },
        };
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        runtime.Delete(recursive: true);
        Assert.True(process.ExitCode == 0, said);
        return string.Join('\n', said.Split('\n').Where(line => line.Contains("tasksync", StringComparison.Ordinal)));
    }
}
