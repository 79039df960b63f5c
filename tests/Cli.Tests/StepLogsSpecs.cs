using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests;

/// <summary>What a coding agent does, in a terminal.</summary>
public sealed class StepLogsSpecs : IAsyncLifetime
{
    private readonly Terminal terminal = new();
    private readonly TaskView working = Views.Prompt("k", TaskState.Working);
    private readonly TaskView done = Views.Prompt("k", TaskState.Completed);
    private FakeServer server = null!;

    private string Id => working.TaskId.Value;

    public async Task InitializeAsync()
    {
        server = await FakeServer.StartAsync();
        terminal.Find(server);
        server.Put(working);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        terminal.Dispose();
    }

    [Fact]
    public async Task Words_stand_as_they_are_and_the_rest_in_lines_of_its_own()
    {
        Do(StepKind.Thinking, "Let me see.\nAnd think.");
        Do(StepKind.Text, "I look.");
        Do(StepKind.ToolUse, """{"command":"ls -l","timeout":5}""", "Bash");
        Do(StepKind.ToolResult, "a.txt\nb.txt");
        Do(StepKind.Text, "Two files.");
        Do(StepKind.Result, "Two files.");
        Assert.Equal(0, await terminal.RunAsync("logs", Id));
        Assert.Equal(
            ["(thinks) Let me see.", "I look.", "[Bash] ls -l", "  a.txt", "  b.txt", "Two files.", ""],
            terminal.Out.Split(Environment.NewLine));
    }

    [Fact]
    public async Task A_long_answer_of_a_tool_is_cut_and_says_so()
    {
        Do(StepKind.ToolResult, string.Join('\n', Enumerable.Range(1, 14)));
        await terminal.RunAsync("logs", Id);
        Assert.EndsWith($"  10{Environment.NewLine}  … 4 more lines{Environment.NewLine}", terminal.Out);
    }

    [Fact]
    public async Task Nothing_that_was_said_steers_the_terminal()
    {
        Do(StepKind.Text, "red \u001b[31m\a");
        await terminal.RunAsync("logs", Id);
        Assert.DoesNotContain('\u001b', terminal.Out);
    }

    [Fact]
    public async Task Following_ends_when_the_task_is_over_and_all_steps_are_there()
    {
        Do(StepKind.Text, "one");
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.SawAll.Task;
        Do(StepKind.Text, "two");
        await server.SawAll.Task;
        server.Put(done);
        Assert.Equal(0, await following);
        Assert.Equal(["one", "two", ""], terminal.Out.Split(Environment.NewLine));
    }

    [Fact]
    public async Task Following_goes_on_to_the_next_attempt()
    {
        Do(StepKind.Text, "first");
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.SawAll.Task;
        server.Do(working.TaskId, new Step { At = 0, Kind = StepKind.Text, Text = "second" }, attempt: 2);
        server.Put(done with { Attempt = 2 });
        Assert.Equal(0, await following);
        Assert.Equal(["first", "second", ""], terminal.Out.Split(Environment.NewLine));
    }

    [Fact]
    public async Task Following_outlives_a_restart_of_the_server()
    {
        terminal.Time.Stands = true;
        Do(StepKind.Text, "before");
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.SawAll.Task;
        await server.GoAwayAsync();
        Do(StepKind.Text, "after");
        server.Put(done);
        await server.ComeBackAsync();
        Assert.Equal(0, await following);
        Assert.Equal(["before", "after", ""], terminal.Out.Split(Environment.NewLine));
    }

    [Fact]
    public async Task Raw_is_the_output_as_it_is()
    {
        server.Write(working.TaskId, "{}"u8.ToArray());
        await terminal.RunAsync("logs", "--raw", Id);
        Assert.Equal("{}"u8.ToArray(), terminal.Bytes);
        Assert.Empty(terminal.Out);
    }

    private void Do(StepKind kind, string text, string? tool = null) =>
        server.Do(working.TaskId, new Step { At = 0, Kind = kind, Text = text, Tool = tool });
}
