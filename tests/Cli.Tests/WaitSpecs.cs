using System.Text;
using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests;

public sealed class WaitSpecs : IAsyncLifetime
{
    private static readonly string[] Submit = ["submit", "--key", "k", "--wait", "--", "true"];

    private readonly Terminal terminal = new();
    private readonly TaskView task = Views.Task("k");
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

    [Theory]
    [InlineData(TaskState.Completed, TaskReason.None, 0, 0)]
    [InlineData(TaskState.Failed, TaskReason.ExitCode, 7, 7)]
    [InlineData(TaskState.Failed, TaskReason.Timeout, 0, 124)]
    [InlineData(TaskState.Failed, TaskReason.Timeout, 143, 124)]
    [InlineData(TaskState.Failed, TaskReason.ResultError, 0, 121)]
    [InlineData(TaskState.Failed, TaskReason.Orphaned, null, 121)]
    [InlineData(TaskState.Failed, TaskReason.StartFailed, null, 127)]
    [InlineData(TaskState.Cancelled, TaskReason.Requested, null, 120)]
    [InlineData(TaskState.Cancelled, TaskReason.Requested, 0, 120)]
    public async Task The_exit_code_is_the_task_s(TaskState state, TaskReason reason, int? exitCode, int expected)
    {
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        server.Put(Views.Task("k", state) with { Reason = reason, ExitCode = exitCode });
        Assert.Equal(expected, await waiting);
    }

    [Fact]
    public async Task It_waits_through_a_restart_of_the_server()
    {
        terminal.Time.Stands = true;
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        await server.GoAwayAsync();
        await server.ComeBackAsync();
        server.Put(Views.Task("k", TaskState.Failed) with { ExitCode = 3 });
        Assert.Equal(3, await waiting);
    }

    [Fact]
    public async Task A_server_that_stays_away_ends_the_wait_and_not_the_task()
    {
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        await server.GoAwayAsync();
        Assert.Equal(125, await waiting);
        Assert.Contains($"The task {task.TaskId} goes on.", terminal.Error);
        Assert.Contains("No TaskSync server answers", terminal.Error);
    }

    [Fact]
    public async Task A_refused_submit_is_not_taken_for_the_task_s_failure()
    {
        server.RefuseNext(400, "No");
        Assert.Equal(125, await terminal.RunAsync(Submit));
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_task_running_and_says_how_to_follow_it()
    {
        using CancellationTokenSource interrupt = new();
        Task<int> waiting = terminal.RunAsync(interrupt.Token, Submit);
        await server.Held.Task;
        await interrupt.CancelAsync();
        Assert.Equal(130, await waiting);
        Assert.Contains($"tasksync logs -f {task.TaskId}", terminal.Error);
        Assert.DoesNotContain(server.Calls, call => call.EndsWith("/cancel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_sees_the_state_and_what_comes_next()
    {
        terminal.IsWatched = true;
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        server.Put(Views.Task("k", TaskState.Completed));
        await waiting;
        Assert.Contains("queued for 0 s; waits for an agent", terminal.Error);
        Assert.EndsWith($"{task.TaskId} completed after 3 s{Environment.NewLine}", terminal.Error);
    }

    [Fact]
    public async Task A_person_sees_how_long_it_has_shown_no_sign_of_life()
    {
        terminal.IsWatched = true;
        server.Put(Views.Task("k", TaskState.Working) with { StalledSince = terminal.Time.GetUtcNow().AddMinutes(-12) });
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        server.Put(Views.Task("k", TaskState.Completed));
        await waiting;
        Assert.Contains("working for 0 s, no sign of life for 12 min;", terminal.Error);
    }

    [Fact]
    public async Task What_a_command_wrote_is_passed_on_where_it_wrote_it()
    {
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        server.Write(task.TaskId, "made\n"u8.ToArray());
        server.Write(task.TaskId, "a warning\n"u8.ToArray(), stream: OutputStream.Stderr);
        server.Put(Views.Task("k", TaskState.Completed));
        await waiting;
        Assert.Equal("made\n", Encoding.UTF8.GetString(terminal.Bytes));
        Assert.Equal("a warning\n", Encoding.UTF8.GetString(terminal.ErrorBytes));
    }

    [Fact]
    public async Task The_answer_of_a_coding_agent_is_all_that_stdout_gets()
    {
        Task<int> waiting = terminal.RunAsync("submit", "--key", "k", "--wait", "--claude", "What is left?");
        await server.Held.Task;
        server.Put(Views.Prompt("k", TaskState.Completed) with { Result = new ResultView { Text = "Two\nthings" } });
        Assert.Equal(0, await waiting);
        Assert.Equal($"Two{Environment.NewLine}things{Environment.NewLine}", terminal.Out);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task A_failure_says_why_also_to_a_script()
    {
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        server.Put(Views.Task("k", TaskState.Failed) with { ExitCode = 2, Message = "Exit code 2." });
        Assert.Equal(2, await waiting);
        Assert.Contains("failed after 3 s: Exit code 2.", terminal.Error);
    }

    [Fact]
    public async Task A_script_sees_the_end_only()
    {
        Task<int> waiting = terminal.RunAsync(Submit);
        await server.Held.Task;
        server.Put(Views.Task("k", TaskState.Completed));
        await waiting;
        Assert.Empty(terminal.Error);
    }
}
