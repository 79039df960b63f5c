using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>A disk that is full or fails ends in a clear state, and never in silence.</summary>
public sealed class DiskSpecs
{
    [Fact]
    public async Task An_end_is_told_although_the_journal_can_not_be_written()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        var disk = new FailingDisk("steps");
        bench.StartAgent(disk);
        TaskId id = bench.Shell("echo run >> ran; exit 7");
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskReason.ExitCode, 7), (task.Reason, task.ExitCode));
        Assert.Contains("Input/output error", task.Message, StringComparison.Ordinal);
        // The same end is found, and nothing is run again, by an agent that finds the journal as the disk left it.
        await bench.StopAgentAsync();
        bench.StartAgent();
        await bench.EndOf(bench.Submit("true"));
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task What_could_not_be_remembered_is_kept_until_it_can_be()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        var disk = new FailingDisk("remembered");
        bench.StartAgent(disk);
        TaskId id = bench.Submit("true");
        await bench.EndOf(id);
        await bench.Log.Until("could not be written");
        Assert.True(File.Exists(bench.AttemptPath(id, "exit")));
        disk.Heal();
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
        Assert.Contains(id.Value, await File.ReadAllTextAsync(Assert.Single(
            Directory.GetFiles(Path.Combine(bench.Folder, "remembered")))), StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_command_that_fills_the_disk_ends_with_its_own_exit_code()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        using var disk = new SmallDisk(Path.Combine(bench.Folder, "attempts"));
        bench.StartAgent();
        TaskId id = bench.Shell("head -c 3000000 /dev/zero; exit 7");
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskReason.ExitCode, 7), (task.Reason, task.ExitCode));
        await bench.StopAgentAsync();
    }

    [SmallDiskFact]
    public async Task A_full_disk_declines_with_its_words_and_takes_work_again_when_there_is_room()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        using var disk = new SmallDisk(Path.Combine(bench.Folder, "attempts"));
        disk.Fill();
        bench.StartAgent();
        TaskId id = bench.Shell("echo run >> ran");
        await bench.Until(() => bench.Authority.Task(id).Reason == TaskReason.Declined, "the refusal");
        Assert.Equal((TaskState.Queued, Custody.None), (bench.Authority.Task(id).State, bench.Authority.Task(id).Custody));
        Assert.Contains("No space left", bench.Authority.Task(id).Message, StringComparison.Ordinal);
        Assert.True(bench.Authority.Syncs.Last(sync => sync.Reports.Any(report => report.Kind == ReportKind.Declined)).Draining);
        disk.Free();
        await bench.Until(() => !bench.Authority.Syncs[^1].Draining, "the agent to take work again");
        bench.Authority.Tell(id, new TaskCommand.Offer(bench.Authority.Agent));
        Assert.Equal(TaskState.Completed, (await bench.EndOf(id)).State);
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
        await bench.StopAgentAsync();
    }

    [Fact]
    public async Task What_a_failed_write_has_left_is_not_started_by_the_next_agent_after_a_decline()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        // The file is there, and its folder could not be synced: a restart would take it for accepted.
        bench.StartAgent(new FailingDisk("spec.json"));
        TaskId id = bench.Shell("echo run >> ran");
        await bench.Until(() => bench.Authority.Task(id).Reason == TaskReason.Declined, "the refusal");
        await bench.StopAgentAsync();
        Assert.False(Directory.Exists(bench.AttemptPath(id)));
        bench.StartAgent();
        await bench.EndOf(bench.Submit("true"));
        Assert.False(File.Exists(Path.Combine(bench.Work, "ran")));
        bench.Authority.Tell(id, new TaskCommand.Offer(bench.Authority.Agent));
        Assert.Equal((TaskState.Completed, 2), ((await bench.EndOf(id)).State, bench.Authority.Task(id).Attempt));
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task A_record_of_the_end_that_can_not_be_written_is_tried_again()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("while [ ! -e go ]; do sleep 0.01; done; exit 7");
        await bench.Until(() => bench.Authority.Task(id).State == TaskState.Working, "the start");
        string record = bench.AttemptPath(id, "exit.new");
        File.Delete(record);
        File.CreateSymbolicLink(record, "/dev/full");
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.Until(() => new FileInfo(bench.AttemptPath(id, "supervisor.log")).Length > 0, "the complaint");
        Assert.Equal(TaskState.Working, bench.Authority.Task(id).State);
        File.Delete(record);
        Assert.Equal(7, (await bench.EndOf(id)).ExitCode);
    }

    [Fact]
    public async Task An_end_is_recorded_whatever_the_tasks_own_PATH_is()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit(new TaskSpec
        {
            Argv = ["/bin/sh", "-c", "echo $PATH; exit 4"], Env = new Dictionary<string, string> { ["PATH"] = "/nowhere" },
        });
        Assert.Equal("/nowhere\n", await bench.OutputOf(id));
        Assert.Equal(4, bench.Authority.Task(id).ExitCode);
    }
}
