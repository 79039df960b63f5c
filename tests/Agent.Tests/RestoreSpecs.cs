using System.Diagnostics;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>An agent's folder that was brought back from a backup on its own machine.</summary>
public sealed class RestoreSpecs
{
    private const string Script = "echo run >> ran; echo up; while [ ! -e go ]; do sleep 0.01; done; exit 7";

    [Fact]
    public async Task A_folder_that_its_backup_has_replaced_counts_as_a_copy()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await RunAndBackUpAsync(bench);
        await bench.StopAgentAsync();
        Directory.Move(bench.Folder, bench.Folder + ".before");
        await RestoreAsync(bench);
        Assert.Equal(AgentExit.CopiedFolder, await bench.AgentEndsAsync());
        Assert.Contains("was restored from one", bench.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(TaskState.Working, bench.Authority.Task(id).State);
    }

    [Fact]
    public async Task What_has_ended_since_the_backup_is_not_run_again_and_its_end_stays()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await RunAndBackUpAsync(bench);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.EndOf(id);
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
        await bench.StopAgentAsync();
        await CopyAsync(Backup(bench), bench.Folder);
        Assert.True(Directory.Exists(bench.AttemptPath(id)));
        bench.StartAgent();
        await bench.EndOf(bench.Submit("true"));
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it once more");
        Assert.Equal((TaskReason.ExitCode, 7), (bench.Authority.Task(id).Reason, bench.Authority.Task(id).ExitCode));
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task What_still_runs_is_taken_up_where_it_is()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await RunAndBackUpAsync(bench);
        await bench.StopAgentAsync();
        await RestoreAsync(bench);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal((TaskReason.ExitCode, 7), ((await bench.EndOf(id)).Reason, bench.Authority.Task(id).ExitCode));
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task What_was_only_accepted_in_the_backup_and_has_run_since_is_not_run_again()
    {
        await using Bench bench = await Bench.StartAsync();
        // The backup has to hold an older list of what is over: a copy leaves alone what is not in it.
        TaskId before = bench.Submit("true");
        await bench.EndOf(before);
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(before)), "the journal, done with what was before");
        TaskId id = await RunAndBackUpAsync(bench);
        LeaveOnlyWhatWasAccepted(bench, id);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.EndOf(id);
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
        await bench.StopAgentAsync();
        await RestoreAsync(bench);
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it once more");
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task What_has_begun_since_the_backup_and_left_no_trace_in_it_is_in_doubt_and_not_started_again()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await RunAndBackUpAsync(bench);
        LeaveOnlyWhatWasAccepted(bench, id);
        await bench.StopAgentAsync();
        Directory.Move(bench.AttemptPath(id), Path.Combine(bench.Root, "newer"));
        await RestoreAsync(bench);
        TaskSnapshot task = await bench.EndOf(id);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal((TaskReason.ExitUnknown, Custody.Lost), (task.Reason, task.Custody));
        Assert.Contains("older", task.Message, StringComparison.Ordinal);
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task An_end_counts_although_the_reports_since_the_backup_have_used_its_number()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await RunAndBackUpAsync(bench);
        await bench.StopAgentAsync();
        TaskSnapshot task = bench.Authority.Task(id);
        // What the agent had said of it after the backup was taken.
        bench.Authority.Tell(id, new TaskCommand.Report(bench.Authority.Agent, new AttemptReport
        {
            TaskId = id, Attempt = 1, Seq = task.Seq + 1, Kind = ReportKind.Stalled, At = task.CreatedAt,
        }));
        await RestoreAsync(bench);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal((TaskReason.ExitCode, 7), ((await bench.EndOf(id)).Reason, bench.Authority.Task(id).ExitCode));
    }

    /// <summary>As if the backup had been taken between acceptance and start.</summary>
    private static void LeaveOnlyWhatWasAccepted(Bench bench, TaskId id)
    {
        string attempt = Path.Combine(Backup(bench), "attempts", $"{id}.1");
        foreach (string file in Directory.GetFiles(attempt).Where(file => Path.GetFileName(file) != "spec.json")) File.Delete(file);
    }

    private static string Backup(Bench bench) => Path.Combine(bench.Root, "backup");

    private static async Task<TaskId> RunAndBackUpAsync(Bench bench)
    {
        TaskId id = bench.Shell(Script);
        await bench.UntilRunning(id);
        await CopyAsync(bench.Folder, Backup(bench));
        return id;
    }

    private static async Task RestoreAsync(Bench bench)
    {
        await CopyAsync(Backup(bench), bench.Folder);
        bench.StartAgent();
    }

    /// <summary>Over what is there, as most tools bring a backup back: folder and lock stay the files that they were.</summary>
    private static async Task CopyAsync(string from, string to)
    {
        Directory.CreateDirectory(to);
        using Process cp = Process.Start("cp", ["-a", from + "/.", to]);
        await cp.WaitForExitAsync();
        Assert.Equal(0, cp.ExitCode);
    }
}
