using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Output;

/// <summary>A secret that stands across a place where something is cut: neither of its parts is a secret any more.</summary>
public sealed class CutSecretsSpecs
{
    private const string Secret = "Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0LmNbVcXz";

    /// <summary>Where in the secret the cut falls: behind its first bytes, in its middle, before its last ones.</summary>
    public static TheoryData<int> Places => [4, Secret.Length / 2, Secret.Length - 4];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Nothing_that_claude_code_says_shows_a_part_of_it(int place)
    {
        await using Bench bench = await StartAsync();
        string result = JsonSerializer.Serialize(new
        {
            type = "result", subtype = "success", is_error = false, session_id = "c", result = Across(Limits.ResultTextLength, place),
            permission_denials = new[]
            {
                new { tool_name = Across(Limits.NameLength, place), tool_input = Across(Limits.DenialInputLength - 1, place) },
            },
        });
        TaskSnapshot task = await bench.EndOf(Say(bench, TaskKind.Claude, result));

        Assert.Equal((TaskState.Completed, Limits.ResultTextLength), (task.State, task.Result!.Text!.Length));
        AssertShowsNothing(task.Result.Text);
        AssertShowsNothing(Assert.Single(task.Result.Denials!).Tool);
        AssertShowsNothing(task.Result.Denials![0].Input);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task No_error_of_a_cli_shows_a_part_of_it(int place)
    {
        await using Bench bench = await StartAsync();
        string text = Across(Limits.MessageLength, place);
        string claude = JsonSerializer.Serialize(new { type = "result", is_error = true, session_id = "c", result = text });
        string codex = JsonSerializer.Serialize(new { type = "turn.failed", error = new { message = text } });
        // Of stderr the last 4096 bytes are read, and of those the first characters told.
        string end = new string('x', 5000) + Secret + new string('y', 4096 - place);
        (TaskKind Kind, string Stdout, string Stderr)[] all =
        [
            (TaskKind.Claude, claude, ""), (TaskKind.Codex, codex, ""), (TaskKind.Claude, "", end), (TaskKind.Codex, "", end),
            (TaskKind.Claude, "", Across(400, place)),
        ];
        foreach ((TaskKind kind, string stdout, string stderr) in all)
        {
            TaskSnapshot task = await bench.EndOf(Say(bench, kind, stdout, stderr));
            Assert.Equal(TaskState.Failed, task.State);
            Assert.True(task.Message!.Length > 300, task.Message);
            AssertShowsNothing(task.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task No_answer_of_codex_shows_a_part_of_it(int place)
    {
        await using Bench bench = await StartAsync();
        string said = JsonSerializer.Serialize(new
        {
            type = "item.completed", item = new { id = "1", type = "agent_message", text = Across(Limits.ResultTextLength, place) },
        });
        TaskId id = Say(bench, TaskKind.Codex, $"{said}\n{{\"type\":\"turn.completed\",\"usage\":{{}}}}");
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Completed, Limits.ResultTextLength), (task.State, task.Result!.Text!.Length));
        AssertShowsNothing(task.Result.Text);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task No_question_shows_a_part_of_it_and_the_answer_hands_the_whole_back(int place)
    {
        await using Bench bench = await StartAsync(asks: true);
        string input = $$"""{"command":"{{Across(Limits.QuestionInputLength - 12, place)}}"}""";
        string asked = $$$"""
            {"type":"control_request","request_id":"r","request":{"subtype":"can_use_tool","tool_name":"{{{Across(Limits.NameLength, place)}}}","input":{{{input}}}}}
            """;
        TaskId id = Say(bench, TaskKind.Claude, asked);
        await bench.Until(() => bench.Authority.Task(id).State == TaskState.InputRequired, "the question");
        Question question = bench.Authority.Task(id).Question!;
        Assert.Equal((true, Limits.QuestionInputLength), (question.Truncated, question.Input.Length));
        AssertShowsNothing(question.Input);
        AssertShowsNothing(question.Tool);

        bench.Authority.Tell(id, new TaskCommand.Answer("r", AnswerBehavior.Allow, null, "me"));
        await bench.EndOf(id);
        // What it may do is what it asked for, not what people were shown of it.
        Assert.Contains(Secret, await File.ReadAllTextAsync(Path.Combine(bench.Authority.Task(id).Spec.Cwd!, "heard")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task No_reason_for_a_failed_start_shows_a_part_of_it(int place)
    {
        await using Bench bench = await Bench.StartAsync();
        string folder = bench.Work;
        while (folder.Length < 200) folder = Path.Combine(folder, "deep");
        for (int length = folder.Length; length < 460; length += 20) folder = Path.Combine(folder, new string('d', 19));
        Directory.CreateDirectory(folder);
        for (int sentence = 20; sentence < 60; sentence += 10)
        {
            string name = new string('n', Math.Max(1, Limits.MessageLength - sentence - folder.Length - place)) + Secret;
            TaskSnapshot absent = await bench.EndOf(Submit(bench, Path.Combine(folder, name)));
            Assert.Equal(TaskReason.StartFailed, absent.Reason);
            AssertShowsNothing(absent.Message);
        }
        string broken = Path.Combine(bench.Work, new string('b', Math.Max(1, 190 - bench.Work.Length)) + Secret);
        await File.WriteAllTextAsync(broken, "#!/there/is/no/interpreter\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        TaskSnapshot task = await bench.EndOf(Submit(bench, broken));
        Assert.Equal(TaskReason.StartFailed, task.Reason);
        AssertShowsNothing(task.Message);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task No_complaint_of_a_supervisor_shows_a_part_of_it(int place)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = Submit(bench, "/bin/sh", "-c", "echo up; exec sleep 300");
        await bench.UntilOutput(id, "up");
        var folder = new AttemptFolder(bench.AttemptPath(id));
        foreach (int border in new[] { Limits.MessageLength / 2, 400 })
        {
            await File.AppendAllTextAsync(bench.AttemptPath(id, "supervisor.log"), Across(border, place));
        }
        LibC.Signal(-folder.ReadSupervisor()!.Pid, LibC.SigKill);
        LibC.Signal(folder.ReadProcess()!.Pid, LibC.SigKill);
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal(TaskReason.ExitUnknown, task.Reason);
        AssertShowsNothing(task.Message);
    }

    [Fact]
    public async Task Wherever_it_stands_in_an_output_that_is_cut_nothing_of_it_is_sent()
    {
        const int Limit = 300;
        using var attempts = new TemporaryFolder();
        var names = new SecretNames(["T"], new Dictionary<string, string> { ["T"] = Secret }, "credential");
        // Across the cut, across where the kept end begins, and across where the command was killed.
        int whole = Limit + OutputCut.EndBytes + 500;
        foreach (int border in new[] { Limit, whole - OutputCut.EndBytes, whole })
        {
            // What is left of one that was never finished is masked if it is long enough to be one.
            for (int place = border == whole ? Secrets.ShortestBytes : 1; place < Secret.Length; place++)
            {
                AttemptKey key = new(TaskId.Derive($"{border} {place}"), 1);
                string output = (new string('x', border - place) + Secret + new string('y', whole))[..whole];
                await SendAsync(key, output, Limit);
            }
        }

        async Task SendAsync(AttemptKey key, string output, long limit)
        {
            AttemptFolder folder = AttemptFolder.Of(attempts.Path, key);
            Directory.CreateDirectory(folder.Path);
            var spec = new AttemptSpec
            {
                TaskId = key.TaskId, Attempt = 1, Spec = new(), Nonce = "n", BootId = "b", AcceptedAt = default, OutputLimit = limit,
            };
            await File.WriteAllBytesAsync(folder.Spec, JsonSerializer.SerializeToUtf8Bytes(spec, AgentJson.Spec));
            await File.WriteAllTextAsync(folder.Output(OutputStream.Stdout), output);
            long length = OutputCut.Finish(folder, OutputStream.Stdout, limit, names.Of(spec));
            var files = new OutputFiles(attempts.Path, names);
            var sent = new MemoryStream();
            while (await files.ReadAsync(key, OutputStream.Stdout, sent.Length, 70_000, isOver: true) is { Length: > 0 } chunk)
            {
                sent.Write(chunk.Span);
            }
            Assert.Equal(length, sent.Length);
            AssertShowsNothing(Encoding.UTF8.GetString(sent.ToArray()));
        }
    }

    [Fact]
    public async Task What_was_killed_while_it_wrote_one_has_shown_nothing_of_it()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = Submit(bench, "/bin/sh", "-c", $"printf 'key: {Secret[..20]}'; kill -9 $$");
        Assert.Equal("key: " + new string('*', 20), await bench.OutputOf(id));
    }

    [Fact]
    public void Overlapping_secrets_leave_nothing_of_either_in_a_text() =>
        Assert.Equal("x************x", new Secrets(["abcdefgh", "efghijkl", "defghi"]).Mask("xabcdefghijklx"));

    /// <summary>Fills up to a border of so many characters, with the secret across it; clipping leaves one less, and a mark.</summary>
    private static string Across(int border, int place) => new string('x', border - 1 - place) + Secret + new string('y', border);

    /// <summary>No four characters of it in a row.</summary>
    private static void AssertShowsNothing(string? text)
    {
        Assert.NotNull(text);
        for (int at = 0; at + 4 <= Secret.Length; at++)
        {
            Assert.DoesNotContain(Secret.Substring(at, 4), text, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, string> Env => new() { ["API_TOKEN"] = Secret };

    private static TaskId Submit(Bench bench, params string[] argv) => bench.Submit(new TaskSpec { Argv = argv, Env = Env });

    /// <summary>An agent with CLIs that say what is in the folder that they are run in.</summary>
    private static async Task<Bench> StartAsync(bool asks = false)
    {
        Bench bench = await Bench.StartAsync(andAgent: false, configure: config => config with
        {
            Claude = config.Claude with { Executable = Program(config.Roots[0]), PermissionPrompts = asks },
            Codex = config.Codex with { Executable = Program(config.Roots[0]) },
        });
        await MakeAsync(Program(bench.Work), asks
            ? "#!/bin/sh\nIFS= read -r prompt; cat out; IFS= read -r said; printf '%s' \"$said\" >heard\n"
            : "#!/bin/sh\ncat >/dev/null; cat out; cat err >&2; [ -s out ]\n");
        bench.StartAgent();
        return bench;
    }

    /// <summary>
    /// A shell writes the program. This process must not: what another test forks at that moment holds the file open, too, until it has
    /// become another program, and as long as somebody can write to a program it can't be executed.
    /// </summary>
    private static async Task MakeAsync(string program, string text)
    {
        using Process shell = Process.Start("/bin/sh", ["-c", "printf %s \"$2\" >\"$1\" && chmod 500 \"$1\"", "sh", program, text]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    private static string Program(string work) => Path.Combine(Path.GetDirectoryName(work)!, "says");

    private static TaskId Say(Bench bench, TaskKind kind, string stdout, string stderr = "")
    {
        string folder = Directory.CreateDirectory(Path.Combine(bench.Work, Guid.NewGuid().ToString())).FullName;
        File.WriteAllText(Path.Combine(folder, "out"), stdout.Length == 0 ? "" : stdout + "\n");
        File.WriteAllText(Path.Combine(folder, "err"), stderr);
        return bench.Authority.Submit(new TaskSpec { Kind = kind, Prompt = "Say it.", Cwd = folder, Env = Env });
    }
}
