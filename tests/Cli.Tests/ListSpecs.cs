using System.Text.Json;
using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests;

public sealed class ListSpecs : IAsyncLifetime
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
    public async Task People_get_a_table()
    {
        TaskView task = Views.Task("build", TaskState.Failed) with { ExitCode = 2 };
        server.Put(task);
        Assert.Equal(0, await terminal.RunAsync("ls"));
        string[] lines = terminal.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["TASK", "STATE", "FOR", "AGENT", "EXIT", "TITLE"], Words(lines[0]));
        Assert.Equal([task.TaskId.Value, "failed", "0", "s", "2", "build"], Words(lines[1]));
    }

    [Fact]
    public async Task One_that_shows_no_sign_of_life_is_marked_with_how_long_and_since_when()
    {
        DateTimeOffset last = terminal.Time.GetUtcNow().AddMinutes(-12);
        TaskView task = Views.Task("build", TaskState.Working) with { StalledSince = last };
        server.Put(task);
        await terminal.RunAsync("ls");
        await terminal.RunAsync("show", task.TaskId.Value);
        Assert.Equal(2, terminal.Out.Split("working (no sign of life for 12 min)").Length - 1);
        Assert.Contains($"last sign    {last:yyyy-MM-dd HH:mm:ss}", terminal.Out);

        server.Put(task with { StalledSince = null });
        await terminal.RunAsync("ls");
        Assert.EndsWith("build", terminal.Out.TrimEnd());
        Assert.Equal(2, terminal.Out.Split("no sign of life").Length - 1);
    }

    [Fact]
    public async Task Scripts_get_the_servers_json()
    {
        server.Put(Views.Task("build"));
        await terminal.RunAsync("ls", "--json");
        using JsonDocument printed = JsonDocument.Parse(terminal.Out);
        Assert.Equal(1, printed.RootElement.GetProperty("tasks").GetArrayLength());
    }

    [Fact]
    public async Task A_title_can_neither_steer_the_terminal_nor_break_the_table()
    {
        server.Put(Views.Task("a\u001b[2Jb\nc [red]d[/]"));
        await terminal.RunAsync("ls");
        Assert.DoesNotContain('\u001b', terminal.Out);
        Assert.Contains("a [2Jb c [red]d[/]", terminal.Out);
    }

    [Fact]
    public async Task Filters_go_to_the_server()
    {
        await terminal.RunAsync(
            "ls", "--json", "--state", "working", "--session", "s&x", "--search", "two words", "--limit", "5");
        Assert.Equal("GET /api/tasks?state=working&q=two%20words&session_id=s%26x&limit=5", server.Calls.Single());
    }

    [Fact]
    public async Task An_agent_nobody_knows_is_said_to_be_unknown()
    {
        Assert.Equal(2, await terminal.RunAsync("ls", "--agent", "laptop"));
        Assert.Contains("no agent called 'laptop'", terminal.Error);
    }

    [Fact]
    public async Task An_id_can_be_abbreviated()
    {
        TaskView task = Views.Task("one");
        server.Put(task);
        server.Put(Views.Task("two"));
        Assert.Equal(0, await terminal.RunAsync("show", task.TaskId.Value[..8]));
        Assert.Contains(task.TaskId.Value, terminal.Out);
        Assert.Equal(0, await terminal.RunAsync("show", task.TaskId.Value[2..8]));
    }

    [Theory]
    [InlineData("t_zzzzzz", "No recent task's id begins with")]
    [InlineData("t_a", "too short")]
    public async Task An_abbreviation_that_fits_nothing_is_said_so(string text, string expected)
    {
        Assert.Equal(2, await terminal.RunAsync("show", text));
        Assert.Contains(expected, terminal.Error);
    }

    [Fact]
    public async Task A_cancel_that_was_heard_already_is_a_success()
    {
        TaskView task = Views.Task();
        server.Put(task);
        server.LoseNextAnswer();
        Assert.Equal(0, await terminal.RunAsync("cancel", task.TaskId.Value));
        Assert.Contains("cancelled", terminal.Out);
    }

    [Fact]
    public async Task A_cancel_that_comes_too_late_is_refused()
    {
        TaskView task = Views.Task(state: TaskState.Completed);
        server.Put(task);
        Assert.Equal(1, await terminal.RunAsync("cancel", task.TaskId.Value));
        Assert.Contains("It is completed.", terminal.Error);
    }

    [Fact]
    public async Task Show_has_the_facts_the_next_step_and_the_way_there()
    {
        TaskView task = Views.Task("build", TaskState.Working) with
        {
            Argv = ["sh", "-c", "it's"],
            Timeline = [new() { To = TaskState.Queued, By = "admin" }, new() { To = TaskState.Working, Attempt = 1 }],
        };
        server.Put(task);
        await terminal.RunAsync("show", task.TaskId.Value);
        Assert.Contains("argv         sh -c 'it'\\''s'", terminal.Out);
        Assert.Contains("next         waits for an agent", terminal.Out);
        Assert.Contains("AT", terminal.Out);
        Assert.Contains("admin", terminal.Out);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
