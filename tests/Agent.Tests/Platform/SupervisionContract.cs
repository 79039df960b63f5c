using System.Diagnostics;
using System.Globalization;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;
using TaskSync.Agent.Tests.Dummy;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Platform;

public sealed class LinuxSupervisionSpecs() : SupervisionContract(Flavour.Linux);

/// <summary>
/// The supervisor for Macs with real processes, on the kernel that is here: <see cref="XnuOnLinux"/> tells of
/// them as XNU would.
/// </summary>
public sealed class MacOsSupervisionSpecs() : SupervisionContract(Flavour.MacOs);

/// <summary>
/// What every platform owes to an attempt, whoever supervises it and however its processes are known.
/// </summary>
public abstract class SupervisionContract(string flavour)
{
    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 143", 143, null)]
    [InlineData("exit 255", 255, null)]
    [InlineData("kill -TERM $$", null, 15)]
    [InlineData("kill -PIPE $$", null, 13)]
    [InlineData("kill -KILL $$", null, 9)]
    public async Task An_exit_code_is_told_from_a_signal(string script, int? code, int? signal)
    {
        await using Bench bench = await StartAsync();
        TaskId id = bench.Shell(script);
        await bench.EndOf(id);
        AttemptEnd end = EndIn(bench);
        Assert.Equal((code, signal, true), (end.ExitCode, end.Signal, end.TreeEmpty));
    }

    [Fact]
    public async Task A_command_has_a_session_of_its_own_three_files_and_all_signals()
    {
        await using Bench bench = await StartAsync(andAgent: false);
        bench.StartAgentProcess();
        TaskId id = bench.Shell(
            "cut -d' ' -f1,5,6 /proc/$$/stat; readlink /proc/$$/fd/*; grep -E 'Sig(Ign|Blk)' /proc/self/status; echo $$");
        string[] lines = (await bench.OutputOf(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string pid = lines[^1];
        string[] expected =
        [
            $"{pid} {pid} {pid}", "/dev/null", bench.AttemptPath(id, "stdout"), bench.AttemptPath(id, "stderr"),
            "SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", pid,
        ];
        Assert.Equal(expected, lines);
    }

    [Fact]
    public async Task Arguments_and_environment_arrive_as_they_were_given_also_those_that_a_supervisor_might_take_for_its_own()
    {
        string[] nasty = ["", "a b", "'", "$(touch pwned)", "-e", "--", "two\nlines", "trailing\n", "ünïcödé ☃", "%s", "@file"];
        var env = new Dictionary<string, string>
        {
            ["PERL5OPT"] = "-Mnone", ["PERL5LIB"] = "/nowhere", ["PERL_BADLANG"] = "1", ["DYLD_LIBRARY_PATH"] = "/nowhere",
            ["NASTY"] = "a'b\"c\n$(d) \\ =", ["EMPTY"] = "", ["LC_ALL"] = "xx_XX",
        };
        await using Bench bench = await StartAsync();
        string[] argv = ["/bin/sh", "-c", "printf '%s\\0' \"$@\"; env -0", "sh", .. nasty];
        TaskId id = bench.Submit(new TaskSpec { Argv = argv, Env = env });
        string[] seen = (await bench.OutputOf(id)).Split('\0');
        Assert.Equal(nasty, seen[..nasty.Length]);
        Assert.All(env, pair => Assert.Contains($"{pair.Key}={pair.Value}", seen));
        Assert.Contains($"PWD={bench.Work}", seen);
        Assert.DoesNotContain(seen, line => line.StartsWith("TASKSYNC_KEPT_", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(bench.Work));
    }

    [Fact]
    public async Task What_can_not_be_executed_is_a_failed_start_with_a_sentence()
    {
        await using Bench bench = await StartAsync();
        string broken = Path.Combine(bench.Work, "broken");
        await File.WriteAllTextAsync(broken, "#!/there/is/no/interpreter\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        TaskSnapshot task = await bench.EndOf(bench.Submit("./broken"));
        Assert.Equal((TaskState.Failed, TaskReason.StartFailed, null), (task.State, task.Reason, task.ExitCode));
        Assert.Contains("could not be executed", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_agent_costs_nothing()
    {
        await using Bench bench = await StartAsync(andAgent: false);
        Process first = bench.StartAgentProcess();
        TaskId id = bench.Shell("echo $$; while [ ! -e go ]; do sleep 0.01; done; echo end; exit 9");
        await bench.Until(() => StopSpecs.Lines(bench, id).Length == 1, "the start");
        first.Kill();
        await first.WaitForExitAsync();
        bench.StartAgentProcess();
        await bench.Until(() => bench.Authority.Syncs.Any(sync => sync.Instance == 2), "the second agent");
        string pid = StopSpecs.Lines(bench, id)[0];
        Assert.True(StopSpecs.IsAlive(pid));
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal($"{pid}\nend\n", await bench.OutputOf(id));
        Assert.Equal((TaskReason.ExitCode, 9), (bench.Authority.Task(id).Reason, bench.Authority.Task(id).ExitCode));
    }

    [Fact]
    public async Task A_tree_that_ignores_the_request_is_killed_wherever_it_went()
    {
        await using Bench bench = await StartAsync();
        const string Script = """
            trap '' TERM
            sleep 300 & echo $!
            setsid sh -c 'trap "" TERM; sleep 300 & echo $!; wait' &
            setsid sh -c 'trap "" TERM; env -i sleep 300 & echo $!; wait' &
            echo up; wait; wait
            """;
        TaskId id = bench.Shell(Script);
        await bench.Until(() => StopSpecs.Lines(bench, id).Length == 4, "all of the tree");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
        Assert.All(StopSpecs.Lines(bench, id).Where(line => line != "up"), pid => Assert.False(StopSpecs.IsAlive(pid)));
    }

    [Fact]
    public async Task A_command_whose_supervisor_was_killed_counts_until_it_ends_and_can_be_stopped()
    {
        await using Bench bench = await StartAsync();
        TaskId id = await bench.SleeperAsync();
        LibC.Signal(-FolderOf(bench, id).ReadSupervisor()!.Pid, LibC.SigKill);
        await bench.StopAgentAsync();
        bench.StartAgent();
        await bench.AnotherSyncAsync();
        Assert.Equal(TaskState.Working, bench.Authority.Task(id).State);
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
        Assert.False(StopSpecs.IsAlive(StopSpecs.Lines(bench, id)[0]));
    }

    [Fact]
    public async Task A_foreign_process_that_has_the_same_number_is_never_signalled()
    {
        await using Bench bench = await StartAsync();
        TaskId id = await bench.SleeperAsync();
        await bench.StopAgentAsync();
        AttemptFolder folder = FolderOf(bench, id);
        KillAll(folder);
        using Process foreign = Process.Start("setsid", ["sleep", "300"]);
        try
        {
            foreach (string file in new[] { folder.Supervisor, folder.Process })
            {
                await File.WriteAllTextAsync(file, Older(await File.ReadAllTextAsync(file), foreign.Id));
            }
            bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
            bench.StartAgent();
            await bench.EndOf(id);
            Assert.False(foreign.HasExited);
        }
        finally
        {
            foreign.Kill();
            await foreign.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task What_was_recorded_in_an_earlier_boot_is_over_at_once()
    {
        await using Bench bench = await StartAsync();
        TaskId id = await bench.SleeperAsync();
        await bench.StopAgentAsync();
        AttemptFolder folder = FolderOf(bench, id);
        KillAll(folder);
        foreach (string file in new[] { folder.Supervisor, folder.Process, folder.Spec })
        {
            string text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, text.Replace(bench.Platform.BootId, "another", StringComparison.Ordinal));
        }
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Failed, TaskReason.ExitUnknown), (task.State, task.Reason));
        Assert.Contains("restarted", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_left_behind_is_named_and_not_signalled()
    {
        await using Bench bench = await StartAsync();
        // It is named as what it is then: at first it is a shell as well.
        TaskId id = bench.Shell("env -i sleep 300 & echo $!; until grep -qx sleep /proc/$!/comm; do sleep 0.01; done; exit 0");
        string pid = (await bench.OutputOf(id)).Trim();
        try
        {
            Assert.False(EndIn(bench).TreeEmpty);
            Assert.Contains($"{pid} sleep", EndIn(bench).Leftovers);
            Assert.True(StopSpecs.IsAlive(pid));
        }
        finally
        {
            LibC.Signal(int.Parse(pid, CultureInfo.InvariantCulture), LibC.SigKill);
        }
    }

    [Fact]
    public async Task A_stop_that_comes_before_the_exec_is_not_lost()
    {
        using var temporary = new TemporaryFolder();
        var folder = new AttemptFolder(temporary.Path);
        // Nobody reads there, so what is to become the command waits in its last step.
        LibC.MakePipe(folder.Output(OutputStream.Stdout));
        using Process supervisor = Supervise(folder, "/bin/sleep", "300");
        await RestartSpecs.UntilFile(folder.Process);
        LibC.Signal(folder.ReadProcess()!.Pid, LibC.SigTerm);
        await supervisor.WaitForExitAsync();
        Assert.Equal(LibC.SigTerm, folder.ReadExit()!.Signal);
    }

    [Fact]
    public async Task Of_two_supervisors_of_one_attempt_one_runs_it()
    {
        using var temporary = new TemporaryFolder();
        var folder = new AttemptFolder(temporary.Path);
        string[] command = ["/bin/sh", "-c", $"echo once >>{folder.Path}/ran; exit 3"];
        using Process one = Supervise(folder, command);
        using Process two = Supervise(folder, command);
        await Task.WhenAll(one.WaitForExitAsync(), two.WaitForExitAsync());
        Assert.Equal("once\n", await File.ReadAllTextAsync(Path.Combine(folder.Path, "ran")));
        Assert.Equal(3, folder.ReadExit()!.ExitCode);
    }

    private Process Supervise(AttemptFolder folder, params string[] command) => Process.Start(
        Flavour.Of(flavour).Supervise(new Supervision("a-nonce", folder.Path, "/", "/dev/null", "", command)
        {
            Environment = new Dictionary<string, string> { ["TASKSYNC_TASK_ID"] = "t_test" },
        }))!;

    private Task<Bench> StartAsync(bool andAgent = true) =>
        Bench.StartAsync(config => config with { GraceSeconds = 0.5 }, andAgent, flavour);

    /// <summary>Supervisor and command at once, so that nobody is left who could say how it ended.</summary>
    private static void KillAll(AttemptFolder folder)
    {
        LibC.Signal(-folder.ReadSupervisor()!.Pid, LibC.SigKill);
        LibC.Signal(-folder.ReadProcess()!.Pid, LibC.SigKill);
    }

    private static AttemptFolder FolderOf(Bench bench, TaskId id) => new(bench.AttemptPath(id));

    private static AttemptEnd EndIn(Bench bench) =>
        bench.Authority.Syncs.SelectMany(sync => sync.Reports).First(report => report.End is not null).End!;

    /// <summary>A record of somebody who had this number a while ago.</summary>
    private static string Older(string record, int pid)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(record)!.AsObject();
        json["pid"] = pid;
        foreach (string time in new[] { "start_time", "not_before" })
        {
            if (json[time] is { } then) json[time] = then.GetValue<long>() - 1000;
        }
        return json.ToJsonString();
    }
}
