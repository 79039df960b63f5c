using System.Text.Json;
using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests;

public sealed class SubmitSpecs : IAsyncLifetime
{
    private readonly Terminal terminal = new();
    private FakeServer server = null!;

    public async Task InitializeAsync()
    {
        server = await FakeServer.StartAsync();
        terminal.Find(server);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        terminal.Dispose();
    }

    [Fact]
    public async Task The_id_alone_goes_to_stdout()
    {
        Assert.Equal(0, await terminal.RunAsync("submit", "--key", "k", "--", "true"));
        Assert.Equal(TaskId.Derive("k") + Environment.NewLine, terminal.Out);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task Every_submit_has_a_key_of_its_own()
    {
        await terminal.RunAsync("submit", "--", "true");
        await terminal.RunAsync("submit", "--", "true");
        Assert.Equal(2, server.Keys.Distinct().Count());
        Assert.All(server.Keys, key => Assert.False(string.IsNullOrEmpty(key)));
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_key()
    {
        server.LoseNextAnswer();
        server.LoseNextAnswer();
        Assert.Equal(0, await terminal.RunAsync("submit", "--", "true"));
        Assert.Equal(3, server.Keys.Count);
        Assert.Single(server.Keys.Distinct());
    }

    [Fact]
    public async Task An_overloaded_server_is_asked_again()
    {
        server.RefuseNext(503, "Busy");
        Assert.Equal(0, await terminal.RunAsync("submit", "--", "true"));
    }

    [Fact]
    public async Task A_refusal_is_said_once_in_its_own_words()
    {
        server.RefuseNext(400, "The timeout is absurd", "It may be seven days at most.");
        Assert.Equal(1, await terminal.RunAsync("submit", "--timeout", "99999999", "--", "true"));
        Assert.Equal(
            "tasksync: The timeout is absurd: It may be seven days at most." + Environment.NewLine, terminal.Error);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_server_that_was_never_there_is_not_waited_for()
    {
        await server.GoAwayAsync();
        DateTimeOffset before = terminal.Time.GetUtcNow();
        Assert.Equal(3, await terminal.RunAsync("submit", "--", "true"));
        Assert.StartsWith(
            $"tasksync: No TaskSync server answers at {server.Url}; start one with `tasksync up`.", terminal.Error);
        Assert.Equal(before, terminal.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_server_that_stays_away_after_a_lost_answer_is_given_up_with_the_key_to_go_on_with()
    {
        for (int call = 0; call < 200; call++) server.LoseNextAnswer();
        Assert.Equal(3, await terminal.RunAsync("submit", "--key", "mine", "--", "true"));
        Assert.Contains("Nobody knows whether the task was accepted. Submit it again with --key mine", terminal.Error);
        Assert.InRange(server.Calls.Count, 2, 100);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        terminal.Time.RunsOut = TimeSpan.FromSeconds(20);
        server.IsMute = true;
        Assert.Equal(3, await terminal.RunAsync("show", Views.Task().TaskId.Value));
        Assert.Contains("did not answer in time", terminal.Error);
    }

    [Theory]
    [InlineData("echo", "--json", "-f")]
    [InlineData("printf", "", " ")]
    [InlineData("cat", "@/etc/hostname", "--")]
    [InlineData("sh", "-c", "echo $HOME; echo 'ü'")]
    public async Task What_follows_the_dashes_reaches_the_server_as_it_is(params string[] argv)
    {
        Assert.Equal(0, await terminal.RunAsync(["submit", "--", .. argv]));
        Assert.Equal(argv, Sent().Argv);
        Assert.Equal("command", Sent().Kind);
    }

    [Fact]
    public async Task Options_become_fields()
    {
        await terminal.RunAsync(
            "submit", "--session", "s", "--agent", "laptop", "--cwd", "/src", "--timeout", "60", "--env", "A=1", "--env",
            "B=x=y", "--label", "gpu", "--label", "big", "--title", "Build", "--", "make");
        SubmitRequest sent = Sent();
        Assert.Equal(("s", "laptop", "/src", 60, "Build"),
            (sent.SessionId, sent.Agent, sent.Cwd, sent.TimeoutSeconds, sent.Title));
        Assert.Equal(new Dictionary<string, string> { ["A"] = "1", ["B"] = "x=y" }, sent.Env);
        Assert.Equal(["gpu", "big"], sent.Labels);
    }

    [Theory]
    [InlineData("--claude", "claude")]
    [InlineData("--codex", "codex")]
    public async Task A_prompt_is_submitted_with_its_kind_and_tier(string option, string kind)
    {
        Assert.Equal(0, await terminal.RunAsync("submit", option, "Say -- hello", "--tier", "fast", "--model", "m"));
        SubmitRequest sent = Sent();
        Assert.Equal((kind, "Say -- hello", "fast", "m"), (sent.Kind, sent.Prompt, sent.Tier, sent.Model));
        Assert.Null(sent.Argv);
    }

    [Fact]
    public async Task A_prompt_can_be_piped_in()
    {
        terminal.Input = "Look at this:\n+ a line\n";
        await terminal.RunAsync("submit", "--claude", "-");
        Assert.Equal("Look at this:\n+ a line\n", Sent().Prompt);
    }

    [Fact]
    public async Task A_conversation_begins_in_the_folder_where_one_stands_and_goes_on_in_its_own()
    {
        await terminal.RunAsync("submit", "--claude", "Hello");
        Assert.Equal("/", Sent().Cwd);
        await terminal.RunAsync("submit", "--claude", "Go on", "--session", "s");
        Assert.Null(Sent().Cwd);
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("submit", "--claude", "Hello", "--", "true")]
    [InlineData("submit", "--claude", "Hello", "--codex", "Hello")]
    [InlineData("answer", "t_1")]
    [InlineData("session", "rename", "s_1", "Title")]
    [InlineData("submit", "--env", "novalue", "--", "true")]
    [InlineData("submit", "--timeout", "soon", "--", "true")]
    [InlineData("--port", "70000", "ls")]
    [InlineData("--server", "ftp://x", "ls")]
    [InlineData("frobnicate")]
    public async Task What_makes_no_sense_exits_with_two_and_asks_nobody(params string[] args)
    {
        Assert.Equal(2, await terminal.RunAsync(args));
        Assert.NotEmpty(terminal.Error);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task With_json_the_answer_is_passed_on()
    {
        await terminal.RunAsync("submit", "--json", "--key", "k", "--", "true");
        using JsonDocument printed = JsonDocument.Parse(terminal.Out);
        Assert.Equal(TaskId.Derive("k").Value, printed.RootElement.GetProperty("task_id").GetString());
    }

    private SubmitRequest Sent() =>
        JsonSerializer.Deserialize(server.Bodies.Last(), TaskSyncJsonContext.Default.SubmitRequest)!;
}
