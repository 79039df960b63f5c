using System.Diagnostics;
using System.Globalization;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;
using Xunit.Abstractions;

namespace TaskSync.Agent.Tests;

/// <summary>
/// The agent is killed with signal 9 again and again, while work comes without a pause. It takes real time because the moment
/// of a kill is what it is about, and nobody can list those moments: a minute here, as long as
/// TASKSYNC_SOAK_SECONDS says otherwise (<c>./test --soak 300</c>).
/// </summary>
public sealed class SoakSpecs(ITestOutputHelper output)
{
    private const double KillAtLeastSeconds = 1.5;
    private const double KillAtMostSeconds = 7.5;

    /// <summary>As many as the agent has slots: it is never idle, and never has to decline.</summary>
    private const int SideBySide = 8;

    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Another one each time, unless one that failed is to be tried again.</summary>
    private static int Seed =>
        int.TryParse(Environment.GetEnvironmentVariable("TASKSYNC_SOAK_SEED"), CultureInfo.InvariantCulture, out int s)
            ? s : Random.Shared.Next();

    private static TimeSpan Duration => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("TASKSYNC_SOAK_SECONDS"), CultureInfo.InvariantCulture, out int s) ? s : 60);

    [Fact]
    public async Task No_kill_of_the_agent_loses_an_attempt_runs_one_twice_changes_a_byte_or_leaves_a_process()
    {
        int seed = Seed;
        output.WriteLine($"Seed {seed}, {Duration.TotalSeconds} s.");
        await using Bench bench = await Bench.StartAsync(
            config => config with { Slots = SideBySide, GraceSeconds = 0.5 }, andAgent: false);
        using var over = new CancellationTokenSource(Duration, Time);
        Task<int> kills = KillAsync(bench, new Random(seed), over.Token);
        Job[] all;
        try
        {
            Job[][] jobs = await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(
                lane => WorkAsync(bench, new Random(seed + 1 + lane), over)));
            all = [.. jobs.SelectMany(lane => lane)];
        }
        finally
        {
            // Nobody starts agents any more while the bench ends them: what went wrong must not be hidden by what follows it.
            await over.CancelAsync();
            output.WriteLine($"{await kills} kills.");
        }
        output.WriteLine($"{all.Length} attempts, {all.Count(job => job.IsCancelled)} of them cancelled.");
        await CheckAsync(bench, all);
    }

    /// <summary>Kills the agent and starts the next one, until time is up; then one is left to live.</summary>
    private static async Task<int> KillAsync(Bench bench, Random dice, CancellationToken over)
    {
        for (int kills = 0; ; kills++)
        {
            long last = Instance(bench);
            Process agent = bench.StartAgentProcess();
            double seconds = KillAtLeastSeconds + dice.NextDouble() * (KillAtMostSeconds - KillAtLeastSeconds);
            try
            {
                // One in four may die before it has said a word. If all might, a machine that starts them slowly would never
                // get anything done.
                if (dice.Next(4) > 0) await bench.Until(() => Instance(bench) > last, "the next agent");
                await Task.Delay(TimeSpan.FromSeconds(seconds), Time, over);
            }
            catch (OperationCanceledException)
            {
                return kills;
            }
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static long Instance(Bench bench) => bench.Authority.Syncs is [.., { } newest] ? newest.Instance : 0;

    /// <summary>One piece of work after the other, until time is up or one is lost.</summary>
    private static async Task<Job[]> WorkAsync(Bench bench, Random dice, CancellationTokenSource over)
    {
        var done = new List<Job>();
        while (!over.IsCancellationRequested)
        {
            var job = new Job(dice.Next(200), dice.Next(100), dice.Next(4) == 0);
            job.Id = bench.Shell(job.Script);
            done.Add(job);
            try
            {
                await SeeThroughAsync(bench, job);
            }
            catch (TimeoutException)
            {
                // One that is lost is enough to know.
                await over.CancelAsync();
                throw;
            }
        }
        return [.. done];
    }

    private static async Task SeeThroughAsync(Bench bench, Job job)
    {
        try
        {
            if (job.IsCancelled)
            {
                await bench.Until(() => bench.Authority.Task(job.Id).State != TaskState.Queued, "a start");
                bench.Authority.Tell(job.Id, new TaskCommand.Cancel("me", Force: false));
            }
            await bench.EndOf(job.Id);
        }
        catch (TimeoutException e)
        {
            TaskSnapshot task = bench.Authority.Task(job.Id);
            string journal = Directory.Exists(bench.AttemptPath(job.Id))
                ? string.Join(", ", Directory.GetFiles(bench.AttemptPath(job.Id)).Select(file => Path.GetFileName(file))) : "none";
            throw new TimeoutException(
                $"{job.Id} is {task.State}, {task.Reason} ({task.Message}), {task.Custody}. Its journal: {journal}. "
                + $"Instance {Instance(bench)}, {bench.Authority.Syncs.Count} syncs.", e);
        }
    }

    private static async Task CheckAsync(Bench bench, Job[] jobs)
    {
        string[] ran = await File.ReadAllLinesAsync(Path.Combine(bench.Work, "ran"));
        Assert.Equal(ran.Length, ran.Distinct().Count());
        foreach (Job job in jobs)
        {
            string text = await bench.OutputOf(job.Id);
            TaskSnapshot task = bench.Authority.Task(job.Id);
            Assert.Equal(1, task.Attempt);
            if (task.State == TaskState.Cancelled)
            {
                Assert.True(job.IsCancelled && task.Reason == TaskReason.Requested, $"{task.Reason}: {task.Message}");
                Assert.StartsWith(text, job.Output, StringComparison.Ordinal);
                continue;
            }
            Assert.Contains(job.Id.Value, ran);
            Assert.Equal(job.Output, text);
            Assert.Equal(job.ExitCode, task.ExitCode);
        }
        await bench.Until(() => Directory.GetDirectories(Path.Combine(bench.Folder, "attempts")).Length == 0, "an empty journal");
        Assert.Empty(Leftovers.Within(bench.Root));
    }

    private sealed record Job(int Lines, int ExitCode, bool IsCancelled)
    {
        public TaskId Id { get; set; } = new("none");

        public string Script =>
            $"echo $TASKSYNC_TASK_ID >> ran; i=0; while [ $i -lt {Lines} ]; do i=$((i+1)); echo line $i; sleep 0.01; done; exit {ExitCode}";

        public string Output => string.Concat(Enumerable.Range(1, Lines).Select(line => $"line {line}\n"));
    }
}
