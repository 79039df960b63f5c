using System.Text;
using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests;

public sealed class LogsSpecs : IAsyncLifetime
{
    /// <summary>How long the follower trusts a stream that says nothing.</summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(30);

    private readonly Terminal terminal = new();
    private readonly TaskView working = Views.Task("k", TaskState.Working);
    private readonly TaskView done = Views.Task("k", TaskState.Completed);
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
    public async Task Bytes_are_passed_on_as_they_are()
    {
        byte[] all = [.. Enumerable.Range(0, 70_000).Select(n => (byte)n)];
        server.Write(working.TaskId, all);
        Assert.Equal(0, await terminal.RunAsync("logs", Id));
        Assert.Equal(all, terminal.Bytes);
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Stderr_and_an_attempt_can_be_chosen()
    {
        server.Write(working.TaskId, "second"u8.ToArray(), attempt: 2, OutputStream.Stderr);
        await terminal.RunAsync("logs", "--stderr", "--attempt", "2", Id);
        Assert.Equal("second"u8.ToArray(), terminal.Bytes);
    }

    [Fact]
    public async Task Following_ends_when_the_task_is_over_and_all_bytes_are_there()
    {
        server.Write(working.TaskId, "one "u8.ToArray());
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.Followed.Task;
        server.Write(working.TaskId, "two "u8.ToArray());
        server.Put(done with { OutputComplete = false });
        await server.Followed.Task;
        server.Write(working.TaskId, "three"u8.ToArray());
        server.Put(done);
        Assert.Equal(0, await following);
        Assert.Equal("one two three", Encoding.UTF8.GetString(terminal.Bytes));
    }

    [Fact]
    public async Task A_cut_stream_is_taken_up_behind_the_last_byte()
    {
        byte[] all = [.. Enumerable.Range(0, 5500).Select(n => (byte)n)];
        server.Write(working.TaskId, all);
        server.Put(done);
        server.CutNextStreamAfter(2);
        Assert.Equal(0, await terminal.RunAsync("logs", "-f", Id));
        Assert.Equal(all, terminal.Bytes);
        Assert.Contains("1:2000", server.Places);
    }

    [Fact]
    public async Task Following_goes_on_to_the_next_attempt()
    {
        server.Write(working.TaskId, "first "u8.ToArray());
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.Followed.Task;
        server.Write(working.TaskId, "second"u8.ToArray(), attempt: 2);
        server.Put(done with { Attempt = 2 });
        Assert.Equal(0, await following);
        Assert.Equal("first second", Encoding.UTF8.GetString(terminal.Bytes));
    }

    [Fact]
    public async Task Following_outlives_a_restart_of_the_server()
    {
        terminal.Time.Stands = true;
        server.Write(working.TaskId, "before "u8.ToArray());
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.Followed.Task;
        await server.GoAwayAsync();
        server.Write(working.TaskId, "after"u8.ToArray());
        server.Put(done);
        await server.ComeBackAsync();
        Assert.Equal(0, await following);
        Assert.Equal("before after", Encoding.UTF8.GetString(terminal.Bytes));
    }

    [Fact]
    public async Task Following_waits_for_a_first_attempt()
    {
        TaskView queued = Views.Task("later");
        server.Put(queued);
        Task<int> following = terminal.RunAsync("logs", "-f", queued.TaskId.Value);
        await server.Followed.Task;
        server.Write(queued.TaskId, "hello"u8.ToArray());
        server.Put(Views.Task("later", TaskState.Completed));
        Assert.Equal(0, await following);
        Assert.Equal("hello", Encoding.UTF8.GetString(terminal.Bytes));
    }

    [Fact]
    public async Task Output_that_an_agent_owes_is_said_to_be_missing()
    {
        server.Write(working.TaskId, "half"u8.ToArray());
        server.Put(done with { OutputComplete = false, Custody = Custody.Lost });
        Assert.Equal(1, await terminal.RunAsync("logs", "-f", Id));
        Assert.Equal("half", Encoding.UTF8.GetString(terminal.Bytes));
        Assert.Contains("has not delivered all of its output", terminal.Error);
    }

    [Fact]
    public async Task An_agent_that_never_brings_the_rest_is_not_waited_for_without_end()
    {
        server.Write(working.TaskId, "half"u8.ToArray());
        server.Put(done with { OutputComplete = false });
        Task<int> following = terminal.RunAsync("logs", "-f", Id);
        await server.Followed.Task;
        terminal.Time.RunsOut = QuietLimit;
        server.BreakStreams();
        Assert.Equal(1, await following);
        Assert.Contains("has not delivered all of its output", terminal.Error);
    }

    [Fact]
    public async Task A_task_that_never_ran_has_no_output()
    {
        server.Put(Views.Task("never", TaskState.Cancelled) with { Attempt = 0 });
        Assert.Equal(0, await terminal.RunAsync("logs", "-f", Views.Task("never").TaskId.Value));
        Assert.Equal(0, await terminal.RunAsync("logs", Views.Task("never").TaskId.Value));
        Assert.Empty(terminal.Bytes);
    }
}
