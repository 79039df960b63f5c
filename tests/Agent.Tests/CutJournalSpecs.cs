using System.Diagnostics;
using System.Globalization;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>
/// A real attempt's journal, cut at every byte of every file: hundreds of attempts in one agent's folder, each damaged in
/// another place. TornJournalSpecs cuts a few while their process runs.
/// </summary>
public sealed class CutJournalSpecs
{
    private const string Script = "echo run >> ran; while [ ! -e go ]; do sleep 0.01; done; exit 7";

    [Fact]
    public async Task Wherever_a_file_of_it_is_cut_an_attempt_is_run_once_and_ends_as_it_did_or_as_not_known()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Slots = 100 }, andAgent: false);
        string pattern = await RunUnreportedAsync(bench);
        // The pattern itself stays: it is one of them.
        List<TaskId> cut = [.. Cuts(pattern).Select(at => Cut(bench, pattern, at.File, at.Length))];
        bench.StartAgent();
        var reasons = new HashSet<TaskReason>();
        foreach (TaskId id in cut)
        {
            TaskSnapshot task = await bench.EndOf(id);
            Assert.Equal(TaskState.Failed, task.State);
            if (task.Reason == TaskReason.ExitCode) Assert.Equal(7, task.ExitCode);
            reasons.Add(task.Reason);
        }
        Assert.Equal([TaskReason.ExitCode, TaskReason.ExitUnknown], reasons.Order());
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public void Wherever_the_memory_is_cut_the_whole_lines_before_it_are_read_and_the_next_one_is_added()
    {
        using var folder = new TemporaryFolder();
        var log = new RememberedLog(folder.Path, TimeProvider.System, new Disk());
        log.Read();
        log.Add([.. Enumerable.Range(1, 3).Select(Final)]);
        string file = Assert.Single(Directory.GetFiles(folder.Path));
        byte[] whole = File.ReadAllBytes(file);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            int lines = whole[..length].Count(b => b == '\n');
            int[] before = [.. log.Read().Select(final => final.Attempt)];
            // A line is whole without its line break, too.
            Assert.InRange(before.Length, lines, lines + 1);
            log.Add([Final(9)]);
            Assert.Equal([.. before, 9], log.Read().Select(final => final.Attempt));
        }
    }

    [Fact]
    public void What_ended_is_remembered_for_thirty_days_and_no_longer()
    {
        using var folder = new TemporaryFolder();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000));
        var log = new RememberedLog(folder.Path, time, new Disk());
        log.Read();
        log.Add([Final(1)]);
        time.Advance(AgentLimits.RememberFor);
        log.Add([Final(2)]);
        Assert.Equal([1, 2], log.Read().Select(final => final.Attempt));
        // A file holds a day, and goes when the last of it is old enough.
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([2], log.Read().Select(final => final.Attempt));
    }

    /// <summary>An attempt that ended while no agent was there to say so.</summary>
    private static async Task<string> RunUnreportedAsync(Bench bench)
    {
        bench.StartAgent();
        TaskId id = bench.Shell(Script);
        await bench.Until(() => bench.Authority.Task(id).State == TaskState.Working, "the start");
        await bench.StopAgentAsync();
        string folder = bench.AttemptPath(id);
        using Process supervisor = Process.GetProcessById(new AttemptFolder(folder).ReadSupervisor()!.Pid);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await supervisor.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return folder;
    }

    private static IEnumerable<(string File, int Length)> Cuts(string pattern) =>
        from file in new[] { "spec.json", "steps", "supervisor", "process", "exit" }
        from length in Enumerable.Range(0, (int)new FileInfo(Path.Combine(pattern, file)).Length)
        select (file, length);

    /// <summary>The same journal for another task, with one file cut.</summary>
    private static TaskId Cut(Bench bench, string pattern, string file, int length)
    {
        TaskId id = bench.Shell(Script);
        string folder = Directory.CreateDirectory(bench.AttemptPath(id)).FullName;
        foreach (string from in Directory.GetFiles(pattern)) File.Copy(from, Path.Combine(folder, Path.GetFileName(from)));
        Rename(new AttemptFolder(folder), new AttemptKey(id, 1));
        using FileStream cut = new(Path.Combine(folder, file), FileMode.Open);
        cut.SetLength(Math.Min(length, cut.Length));
        return id;
    }

    private static void Rename(AttemptFolder folder, AttemptKey key)
    {
        AttemptSpec spec = folder.ReadSpec()! with { TaskId = key.TaskId };
        DurableFile.Replace(folder.Spec, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(spec, AgentJson.Spec));
        AttemptState[] steps = [.. FramedLines.Read(folder.Steps, AgentJson.State).Select(state => Rename(state, key))];
        File.WriteAllBytes(folder.Steps, [.. steps.SelectMany(state => FramedLines.Frame(state, AgentJson.State))]);
    }

    private static AttemptState Rename(AttemptState state, AttemptKey key) => state with
    {
        Outbox = [.. state.Outbox.Select(report => report with { TaskId = key.TaskId })],
        Final = state.Final is { } final ? final with { TaskId = key.TaskId } : null,
    };

    private static AttemptReport Final(int attempt) => new()
    {
        TaskId = TaskId.Derive(attempt.ToString(CultureInfo.InvariantCulture)), Attempt = attempt, Seq = 2,
        Kind = ReportKind.Ended, At = DateTimeOffset.UnixEpoch, End = new AttemptEnd { Kind = EndKind.Exited, ExitCode = 0 },
    };
}
