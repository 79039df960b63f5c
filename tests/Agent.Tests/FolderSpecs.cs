using TaskSync.Agent.Tests.Server;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

public sealed class FolderSpecs
{
    [Fact]
    public async Task A_second_agent_on_a_folder_is_refused()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.EndOf(bench.Submit("true"));
        var log = new SpokenLog();
        AgentExit exit = await AgentHost.RunAsync(new AgentSettings { Folder = bench.Folder, Log = log }, CancellationToken.None);
        Assert.Equal(AgentExit.FolderInUse, exit);
        Assert.Contains("Another agent runs on the folder", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_somebody_holds_for_a_moment_is_waited_for()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        // As a process that a killed agent was about to start: it is gone when the next agent has looked once.
        FileStream held = Folder.FolderLock.TryTake(new Folder.AgentPaths(bench.Folder).Lock)!;
        bench.StartAgent(time: new FirstPause(held.Dispose));
        Assert.Equal(TaskState.Completed, (await bench.EndOf(bench.Submit("true"))).State);
    }

    [Fact]
    public async Task A_folder_that_was_copied_to_another_machine_is_refused_until_it_is_enrolled_anew()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        var folder = new Folder.AgentFolder(bench.Folder);
        folder.WriteIdentity(folder.ReadIdentity() with { MachineId = "another machine" });
        Directory.CreateDirectory(Path.Combine(bench.Folder, "attempts", "of-the-other-machine"));
        bench.StartAgent();
        Assert.Equal(AgentExit.OtherMachine, await bench.AgentEndsAsync());
        Assert.Contains("Enrol this folder anew", bench.Log.ToString(), StringComparison.Ordinal);
        Assert.Null(AgentEnrollment.EnrolledAs(bench.Folder));

        using var http = new HttpClient();
        await AgentEnrollment.EnrollAsync(folder.ReadConfig(), TestServer.Code, bench.Folder, http);
        Assert.Equal(bench.Authority.Agent, AgentEnrollment.EnrolledAs(bench.Folder));
        bench.StartAgent();
        await bench.EndOf(bench.Submit("true"));
        Assert.True(Directory.Exists(Path.Combine(bench.Folder, "attempts.of-another-agent", "of-the-other-machine")));
    }

    [Fact]
    public async Task A_copy_of_a_folder_on_the_same_machine_is_refused_until_it_is_enrolled_anew()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.EndOf(bench.Submit("true"));
        string copy = Path.Combine(bench.Root, "copy");
        using (System.Diagnostics.Process cp = System.Diagnostics.Process.Start("cp", ["-a", bench.Folder, copy]))
        {
            await cp.WaitForExitAsync();
        }
        var log = new SpokenLog();
        var settings = new AgentSettings { Folder = copy, Log = log };
        Assert.Equal(AgentExit.CopiedFolder, await AgentHost.RunAsync(settings, CancellationToken.None));
        Assert.Contains("is a copy of an agent's", log.ToString(), StringComparison.Ordinal);
        Assert.Null(AgentEnrollment.EnrolledAs(copy));
        Assert.NotNull(AgentEnrollment.EnrolledAs(bench.Folder));

        using var http = new HttpClient();
        await AgentEnrollment.EnrollAsync(new Folder.AgentFolder(copy).ReadConfig(), TestServer.Code, copy, http);
        Assert.NotNull(AgentEnrollment.EnrolledAs(copy));
    }

    [Fact]
    public async Task A_folder_that_was_moved_is_the_same_and_so_is_one_whose_disk_has_another_number_after_a_boot()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.EndOf(bench.Submit("true"));
        await bench.StopAgentAsync();
        string moved = Path.Combine(bench.Root, "moved");
        Directory.Move(bench.Folder, moved);
        Assert.NotNull(AgentEnrollment.EnrolledAs(moved));
        Folder.FolderPrint now = Folder.FolderPrint.Read(new Folder.AgentPaths(moved))!;
        Assert.True(now.IsOfSame(now with { Device = "another", BootId = "another" }));
        Assert.False(now.IsOfSame(now with { Device = "another" }));
        Directory.Move(moved, bench.Folder);
    }

    [Fact]
    public async Task Each_start_counts_on_disk_before_anybody_hears_of_it()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.EndOf(bench.Submit("true"));
        await bench.StopAgentAsync();
        bench.StartAgent();
        await bench.EndOf(bench.Submit("true"));
        Assert.Equal([1, 2], bench.Authority.Syncs.Select(sync => sync.Instance).Distinct());
        Assert.Equal(2, new Folder.AgentFolder(bench.Folder).ReadIdentity().Instance);
        Assert.Equal(2, bench.Authority.Syncs.Select(sync => sync.Nonce).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"server":"http://localhost:1","slotz":3}""", "slotz")]
    [InlineData("""{"server":"http://localhost:1","slots":0}""", "slots must be")]
    [InlineData("""{"server":"ftp://localhost"}""", "server must be")]
    [InlineData("""{"server":"http://localhost:1","roots":["relative"]}""", "roots must be")]
    [InlineData("""{"server":"http://localhost:1","kinds":[]}""", "kinds must be")]
    [InlineData("""{"server":"http://localhost:1","executables":["./tool"]}""", "executables must be")]
    [InlineData("""{"server":"http://localhost:1","executables":["bin/tool"]}""", "executables must be")]
    [InlineData("""{"server":"http://localhost:1","executables":["/bin/../tool"]}""", "executables must be")]
    [InlineData("""{"server":"http://localhost:1","codex":{"sandbox":"none"}}""", "codex.sandbox must be")]
    [InlineData("""{"server":"http://localhost:1","codex":{"models":{"heavy":"-x"}}}""", "codex.models must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"executable":"./claude"}}""", "claude.executable must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"models":{"best":"x"}}}""", "claude.models must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"models":{"fast":"-x"}}}""", "claude.models must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"max_turns":0}}""", "claude.max_turns must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"permission_mode":"yolo"}}""", "permission_mode must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"allowed_tools":["-x"]}}""", "allowed_tools must be")]
    [InlineData("""{"server":"http://localhost:1","claude":{"linger_seconds":-1}}""", "linger_seconds must be")]
    [InlineData("""{"server":"http://localhost:1","grace_seconds":-1}""", "grace_seconds must be")]
    [InlineData("""{"slots":1}""", "server")]
    [InlineData("{", "can't be understood")]
    public async Task A_configuration_that_can_not_be_meant_is_refused_by_name(string json, string sentence)
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "agent.json"), json);
        bench.StartAgent();
        Assert.Equal(AgentExit.Misconfigured, await bench.AgentEndsAsync());
        Assert.Contains(sentence, bench.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new", "new")]
    [InlineData(null, "old")]
    public async Task A_name_that_is_given_counts_and_else_the_one_that_stands_in_agent_json(string? given, string expected)
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Name = "old", Slots = 3 }, andAgent: false);
        using var http = new HttpClient();
        AgentConfig fresh = new() { Server = bench.Server.Url };
        await AgentEnrollment.EnrollAsync(fresh, TestServer.Code, bench.Folder, http, given);
        AgentConfig kept = new Folder.AgentFolder(bench.Folder).ReadConfig();
        Assert.Equal((expected, expected, 3), (bench.Server.EnrolledName, kept.Name, kept.Slots));
    }

    [Fact]
    public async Task A_used_code_enrols_nobody()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        using var http = new HttpClient();
        string folder = Path.Combine(bench.Root, "second");
        AgentConfig config = new() { Server = bench.Server.Url };
        var refused = await Assert.ThrowsAsync<EnrollmentException>(
            () => AgentEnrollment.EnrollAsync(config, "used", folder, http));
        Assert.Contains("This code is used.", refused.Message, StringComparison.Ordinal);
        Assert.Null(AgentEnrollment.EnrolledAs(folder));
    }

    [Fact]
    public async Task Only_the_agents_user_may_read_its_credential_and_what_it_ran()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo up; exec sleep 300");
        await bench.UntilOutput(id, "up");
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(bench.Folder, "credential")) & Others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(bench.AttemptPath(id)) & Others);
        Assert.DoesNotContain(TestServer.Token, bench.Log.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The system's time, and something that happens as soon as anybody waits.</summary>
    private sealed class FirstPause(Action what) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            what();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
