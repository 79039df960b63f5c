using System.Text;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

public sealed class CommandSpecs
{
    [Fact]
    public async Task A_command_that_ends_well_is_completed_with_its_output()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit("echo", "hello");
        Assert.Equal("hello\n", await bench.OutputOf(id));
        Assert.Equal(TaskState.Completed, bench.Authority.Task(id).State);
        Assert.Equal(0, bench.Authority.Task(id).ExitCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(129)]
    [InlineData(137)]
    [InlineData(143)]
    [InlineData(255)]
    public async Task An_exit_code_is_reported_as_it_is(int code)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Shell($"exit {code}"));
        Assert.Equal((TaskState.Failed, TaskReason.ExitCode, code), (task.State, task.Reason, task.ExitCode));
    }

    [Theory]
    [InlineData("KILL", 9)]
    [InlineData("TERM", 15)]
    [InlineData("INT", 2)]
    [InlineData("PIPE", 13)]
    [InlineData("SEGV", 11)]
    public async Task A_signal_is_told_from_the_exit_code_that_shells_make_of_it(string name, int signal)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Shell($"kill -{name} $$"));
        Assert.Equal((TaskState.Failed, TaskReason.Signal, null), (task.State, task.Reason, task.ExitCode));
        Assert.Contains($"signal {signal}.", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_arrives_byte_for_byte_whatever_the_bytes()
    {
        await using Bench bench = await Bench.StartAsync();
        byte[] bytes = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31 >> 3))];
        await File.WriteAllBytesAsync(Path.Combine(bench.Work, "bytes"), bytes);
        TaskId id = bench.Shell("cat bytes; cat bytes >&2");
        await bench.OutputOf(id);
        await bench.Until(() => bench.Authority.Output(id, OutputStream.Stderr).Length == bytes.Length, "stderr");
        Assert.Equal(bytes, bench.Authority.Output(id));
        Assert.Equal(bytes, bench.Authority.Output(id, OutputStream.Stderr));
    }

    [Fact]
    public async Task One_line_of_50_MB_arrives_in_full()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("head -c 50000000 /dev/zero | tr '\\0' x");
        string output = await bench.OutputOf(id);
        Assert.Equal(50_000_000, output.Length);
        Assert.Equal(50_000_000, bench.Authority.Task(id).OutputBytes);
        Assert.DoesNotContain(output, c => c != 'x');
    }

    [Fact]
    public async Task A_command_may_close_its_output_and_go_on()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo before; exec >&- 2>&-; echo after > kept; exit 4");
        Assert.Equal("before\n", await bench.OutputOf(id));
        Assert.Equal(4, bench.Authority.Task(id).ExitCode);
        Assert.Equal("after\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "kept")));
    }

    [Fact]
    public async Task A_descendant_that_holds_the_output_open_does_not_hold_up_the_end()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("sleep 300 & echo $!; exit 0");
        string pid = (await bench.OutputOf(id)).Trim();
        Assert.Equal(TaskState.Completed, bench.Authority.Task(id).State);
        Processes.LibC.Signal(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture), Processes.LibC.SigKill);
    }

    [Theory]
    [InlineData("there-is-no-such-command", "no command there-is-no-such-command")]
    [InlineData("./absent", "to execute")]
    [InlineData("/", "is a folder")]
    [InlineData("./plain", "not executable")]
    [InlineData("./broken", "could not be executed")]
    [InlineData("", "empty")]
    public async Task What_cannot_be_executed_is_a_failed_start_with_a_sentence(string program, string sentence)
    {
        await using Bench bench = await Bench.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "plain"), "text");
        string broken = Path.Combine(bench.Work, "broken");
        await File.WriteAllTextAsync(broken, "#!/there/is/no/interpreter\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        TaskSnapshot task = await bench.EndOf(bench.Submit(program));
        Assert.Equal((TaskState.Failed, TaskReason.StartFailed, null), (task.State, task.Reason, task.ExitCode));
        Assert.Contains(sentence, task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_were_given()
    {
        string[] nasty =
        [
            "", " ", "a b", "'", "\"", "\\", "$HOME", "$(touch pwned)", "`touch pwned`", "-n", "--", "--help", "@file", "*",
            "two\nlines", "trailing\n", ";", "&& exit 7", "ünïcödé ☃ 🦊", "%s", "\u001b[31m",
        ];
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit(["/bin/sh", "-c", "printf '%s\\0' \"$@\"", "sh", .. nasty]);
        Assert.Equal(string.Concat(nasty.Select(argument => argument + "\0")), await bench.OutputOf(id));
        Assert.Empty(Directory.GetFiles(bench.Work));
    }

    [Fact]
    public async Task The_environment_is_what_is_allowed_and_what_the_task_adds()
    {
        Environment.SetEnvironmentVariable("TASKSYNC_TEST_SECRET", "canary");
        await using Bench bench = await Bench.StartAsync();
        var env = new Dictionary<string, string> { ["PLAIN"] = "x", ["NASTY"] = "a'b\"c\n$(d) \\ =", ["EMPTY"] = "" };
        TaskId id = bench.Submit(new TaskSpec { Argv = ["env", "-0"], Env = env });
        string[] seen = (await bench.OutputOf(id)).Split('\0');
        Assert.All(env, pair => Assert.Contains($"{pair.Key}={pair.Value}", seen));
        Assert.Contains($"TASKSYNC_TASK_ID={id}", seen);
        Assert.Contains("TASKSYNC_ATTEMPT=1", seen);
        Assert.Contains($"PWD={bench.Work}", seen);
        Assert.DoesNotContain(seen, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("1st")]
    [InlineData("IFS")]
    [InlineData("")]
    public async Task A_variable_that_would_not_arrive_is_refused_by_name(string name)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(
            bench.Submit(new TaskSpec { Argv = ["true"], Env = new Dictionary<string, string> { [name] = "x" } }));
        Assert.Equal(TaskReason.StartFailed, task.Reason);
        Assert.Contains($"\"{name}\"", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_inside_the_roots_is_used()
    {
        await using Bench bench = await Bench.StartAsync();
        string folder = Directory.CreateDirectory(Path.Combine(bench.Work, "deep", "er")).FullName;
        TaskId id = bench.Submit(new TaskSpec { Argv = ["pwd"], Cwd = folder });
        Assert.Equal(folder + "\n", await bench.OutputOf(id));
    }

    [Theory]
    [InlineData("work/../secret", "outside")]
    [InlineData("work2", "outside")]
    [InlineData("work/link", "outside")]
    [InlineData("work/absent", "no folder")]
    [InlineData("work/file", "not a folder")]
    public async Task A_folder_that_leads_out_of_the_roots_or_is_none_is_refused(string folder, string sentence)
    {
        await using Bench bench = await Bench.StartAsync();
        Directory.CreateDirectory(Path.Combine(bench.Root, "secret"));
        Directory.CreateDirectory(Path.Combine(bench.Root, "work2"));
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "file"), "");
        Directory.CreateSymbolicLink(Path.Combine(bench.Work, "link"), Path.Combine(bench.Root, "secret"));
        TaskSnapshot task = await bench.EndOf(
            bench.Submit(new TaskSpec { Argv = ["true"], Cwd = Path.Combine(bench.Root, folder) }));
        Assert.Equal(TaskReason.StartFailed, task.Reason);
        Assert.Contains(sentence, task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_listed_executables_are_run_if_there_is_a_list()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Executables = ["echo"] });
        Assert.Equal("yes\n", await bench.OutputOf(bench.Submit("echo", "yes")));
        TaskSnapshot task = await bench.EndOf(bench.Submit("printf", "no"));
        Assert.Contains("may not run printf", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_gets_no_file_but_its_own_three_and_signals_as_they_are()
    {
        // A process of its own: what the test host has open at this moment is nobody's business.
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        bench.StartAgentProcess();
        TaskId id = bench.Shell("for fd in /proc/$$/fd/*; do readlink $fd; done; grep SigIgn /proc/$$/status");
        string[] expected =
            ["/dev/null", bench.AttemptPath(id, "stdout"), bench.AttemptPath(id, "stderr"), "SigIgn:\t0000000000000000"];
        Assert.Equal(expected, (await bench.OutputOf(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_folder_is_removed_when_all_is_said_and_stored()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit("echo", "hello");
        await bench.OutputOf(id);
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
        Assert.Contains(id.Value, Encoding.UTF8.GetString(await File.ReadAllBytesAsync(
            Directory.GetFiles(Path.Combine(bench.Folder, "remembered")).Single())), StringComparison.Ordinal);
    }
}
