using System.Collections.Concurrent;
using System.Diagnostics;
using TaskSync.Agent;
using TaskSync.Cli.Local;
using TaskSync.Cli.Tests.Fakes;

namespace TaskSync.Cli.Tests;

/// <summary>The keeper with real processes: small shells that stand in for an agent.</summary>
public sealed class AgentKeeperSpecs : IDisposable
{
    private const string Stay = "echo $$; exec sleep 1000";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tasksync-keeper-");
    private readonly CancellationTokenSource stop = new();
    private readonly BlockingCollection<string> words = [];
    private readonly SemaphoreSlim starts = new(0);
    private readonly HastyTime time = new();

    private string PidFile => Path.Combine(folder.FullName, "agent.pid");

    public void Dispose()
    {
        folder.Delete(recursive: true);
        stop.Dispose();
        words.Dispose();
        starts.Dispose();
    }

    [Fact]
    public async Task An_agent_that_dies_is_started_again()
    {
        Task keeping = Keep("exit 3");
        await Starts(3);
        await StopAsync(keeping);
        Assert.Contains("The local agent ended with exit code 3; it is started again.", words);
    }

    [Fact]
    public async Task Told_to_stop_it_ends_the_agent()
    {
        Task keeping = Keep(Stay);
        ProcessMark agent = Started();
        Assert.True(agent.Lives);
        await StopAsync(keeping);
        Assert.False(agent.Lives);
    }

    [Fact]
    public async Task An_agent_that_does_not_leave_is_made_to()
    {
        Task keeping = Keep("trap '' TERM; " + Stay);
        ProcessMark agent = Started();
        time.RunsOut = TimeSpan.FromSeconds(8);
        await StopAsync(keeping);
        Assert.False(agent.Lives);
    }

    [Fact]
    public async Task An_agent_that_outlived_its_server_is_asked_to_leave_first()
    {
        time.Stands = true;
        using Process process = Process.Start("sleep", "1000");
        ProcessMark earlier = ProcessMark.Of(process.Id)!;
        await File.WriteAllTextAsync(PidFile, earlier.ToString());
        Task keeping = Keep(Stay);
        Started();
        Assert.False(earlier.Lives);
        await StopAsync(keeping);
    }

    [Fact]
    public async Task A_stranger_with_the_same_process_id_is_left_alone()
    {
        using Process stranger = Process.Start("sleep", "1000");
        ProcessMark mark = ProcessMark.Of(stranger.Id)!;
        await File.WriteAllTextAsync(PidFile, (mark with { StartTicks = mark.StartTicks - 1 }).ToString());
        Task keeping = Keep(Stay);
        Started();
        Assert.True(mark.Lives);
        await StopAsync(keeping);
        stranger.Kill();
    }

    [Fact]
    public async Task While_another_agent_has_the_folder_it_waits_and_says_so_once()
    {
        Task keeping = Keep($"echo The folder is in use. >&2; exit {(int)AgentExit.FolderInUse}");
        Assert.Equal("The folder is in use.", Heard());
        await Starts(5);
        await StopAsync(keeping);
        Assert.Empty(words);
    }

    [Fact]
    public async Task What_keeps_it_from_starting_is_said_and_tried_again()
    {
        KeptAgent agent = new(_ => throw new EnrollmentException("the code is stale."), ["true"], PidFile);
        Task keeping = new AgentKeeper(agent, words.Add, time).RunAsync(stop.Token);
        Assert.Equal("The local agent can't start: the code is stale.", Heard());
        await StopAsync(keeping);
    }

    [Fact]
    public void Pauses_double_up_to_a_bound_and_begin_again_after_a_good_run()
    {
        Restarts restarts = new();
        TimeSpan[] pauses = [.. Enumerable.Range(0, 8).Select(_ => restarts.After(TimeSpan.Zero))];
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], pauses.Select(pause => pause.TotalSeconds));
        Assert.Equal(Restarts.First, restarts.After(TimeSpan.FromMinutes(2)));
    }

    private Task Keep(string script)
    {
        KeptAgent agent = new(Count, ["/bin/sh", "-c", script], PidFile);
        return Task.Run(() => new AgentKeeper(agent, words.Add, time).RunAsync(stop.Token));
    }

    private Task Count(CancellationToken cancel)
    {
        starts.Release();
        return Task.CompletedTask;
    }

    private async Task Starts(int count)
    {
        for (int start = 0; start < count; start++) await starts.WaitAsync();
    }

    private ProcessMark Started() => ProcessMark.Of(int.Parse(Heard()))!;

    private string Heard() => words.Take();

    private async Task StopAsync(Task keeping)
    {
        await stop.CancelAsync();
        await keeping;
    }
}
