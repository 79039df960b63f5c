using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.EndToEnd;

/// <summary>
/// The cases in which others show "working" for ever, with real processes: server and agent as users start them, killed
/// with signal 9.
/// </summary>
public class ScenarioSpecs
{
    [Fact]
    public async Task Fast_completion()
    {
        await using Installation tasksync = await Installation.StartAsync();

        TaskView[] submitted = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => tasksync.SubmitAsync(null, "true")));

        foreach (TaskView task in submitted)
        {
            TaskView ended = await tasksync.WaitAsync(task.TaskId, view => view.State.IsTerminal());
            Assert.Equal(TaskState.Completed, ended.State);
            Assert.Equal(0, ended.ExitCode);
            Assert.Equal(1, ended.Attempt);
        }
    }

    [Fact]
    public async Task Network_partition()
    {
        PartitionableLink? link = null;
        await using Installation tasksync = await Installation.StartAsync(of => (link = new PartitionableLink(of.Url)).Url);
        await using PartitionableLink wire = link!;
        TaskView task = await tasksync.SubmitAsync(null, "sh", "-c", $"touch {tasksync.Work}/runs; until [ -e {tasksync.Work}/go ]; do sleep 0.1; done");
        await tasksync.WaitForFileAsync("runs");
        await tasksync.WaitAsync(task.TaskId, TaskState.Working);

        wire.Cut();
        TaskView doubtful = await tasksync.WaitAsync(task.TaskId, TaskState.Unknown);
        Assert.Equal(TaskReason.LeaseExpired, doubtful.Reason);
        Assert.Equal("orphan", doubtful.Next!.Action);
        File.WriteAllText(Path.Combine(tasksync.Work, "go"), "");
        wire.Mend();

        TaskView ended = await tasksync.WaitAsync(task.TaskId, view => view.State.IsTerminal());
        Assert.Equal(TaskState.Completed, ended.State);
        Assert.Equal(1, ended.Attempt);
    }

    [Fact]
    public async Task Web_restart()
    {
        await using Installation tasksync = await Installation.StartAsync();
        TaskView before = await tasksync.SubmitAsync(null, "echo", "before");
        await tasksync.WaitAsync(before.TaskId, TaskState.Completed);
        TaskView during = await tasksync.SubmitAsync(null, "sh", "-c", $"touch {tasksync.Work}/runs; until [ -e {tasksync.Work}/go ]; do sleep 0.1; done; echo during");
        await tasksync.WaitForFileAsync("runs");

        await tasksync.Server!.Kill9Async();
        File.WriteAllText(Path.Combine(tasksync.Work, "go"), ""); // The work ends while there is nobody to hear of it.
        await tasksync.StartServerAsync();

        TaskView ended = await tasksync.WaitAsync(during.TaskId, view => view is { State: TaskState.Completed, OutputComplete: true });
        Assert.Equal(1, ended.Attempt);
        Assert.Equal("during\n", await tasksync.OutputAsync(during.TaskId));
        Assert.Equal(TaskState.Completed, (await tasksync.GetAsync(before.TaskId)).State);
        SessionView session = await tasksync.GetSessionAsync(before.SessionId);
        Assert.Equal(SessionState.Idle, session.Session.State);
        Assert.Equal(1, session.Session.Counts.Completed);
    }

    [Fact]
    public async Task Agent_restart()
    {
        await using Installation tasksync = await Installation.StartAsync();
        TaskView task = await tasksync.SubmitAsync(null, "sh", "-c",
            $"echo started >> {tasksync.Work}/starts; touch {tasksync.Work}/runs; until [ -e {tasksync.Work}/go ]; do sleep 0.1; done; echo done; exit 3");
        await tasksync.WaitForFileAsync("runs");
        await tasksync.WaitAsync(task.TaskId, TaskState.Working);

        await tasksync.Agent!.Kill9Async();
        await tasksync.WaitAsync(task.TaskId, TaskState.Unknown);
        tasksync.StartAgent();
        await tasksync.WaitAsync(task.TaskId, TaskState.Working);
        File.WriteAllText(Path.Combine(tasksync.Work, "go"), "");

        TaskView ended = await tasksync.WaitAsync(task.TaskId, view => view is { State: TaskState.Failed, OutputComplete: true });
        Assert.Equal((TaskReason.ExitCode, 3), (ended.Reason!.Value, ended.ExitCode!.Value));
        Assert.Equal("done\n", await tasksync.OutputAsync(task.TaskId));
        Assert.Equal(["started"], await File.ReadAllLinesAsync(Path.Combine(tasksync.Work, "starts")));
    }

    [Fact]
    public async Task Concurrent_tasks()
    {
        await using Installation tasksync = await Installation.StartAsync();
        string work = tasksync.Work;

        // Five sessions, four tasks each, everything submitted and read at once; each task notes when it begins and ends.
        TaskView[][] sessions = await Task.WhenAll(Enumerable.Range(0, 5).Select(async s =>
        {
            var tasks = new List<TaskView>();
            for (int t = 0; t < 4; t++)
            {
                string? session = tasks.FirstOrDefault()?.SessionId.Value;
                tasks.Add(await tasksync.SubmitAsync(session, "sh", "-c", $"echo begin {t} >> {work}/{s}; sleep 0.05; echo end {t} >> {work}/{s}"));
            }
            return tasks.ToArray();
        }));
        await Task.WhenAll(sessions.SelectMany(tasks => tasks).Select(task => tasksync.WaitAsync(task.TaskId, TaskState.Completed)));

        for (int s = 0; s < sessions.Length; s++)
        {
            string[] expected = [.. Enumerable.Range(0, 4).SelectMany(t => (string[])[$"begin {t}", $"end {t}"])];
            Assert.Equal(expected, await File.ReadAllLinesAsync(Path.Combine(work, $"{s}")));
            SessionView session = await tasksync.GetSessionAsync(sessions[s][0].SessionId);
            Assert.Equal((SessionState.Idle, 4), (session.Session.State, session.Session.Counts.Completed));
        }
    }

    [Fact]
    public async Task Server_and_agent_killed_together()
    {
        await using Installation tasksync = await Installation.StartAsync();
        TaskView[] quick = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => tasksync.SubmitAsync(null, "true")));
        TaskView slow = await tasksync.SubmitAsync(null, "sh", "-c", $"touch {tasksync.Work}/runs; until [ -e {tasksync.Work}/go ]; do sleep 0.1; done");

        await Task.WhenAll(tasksync.Server!.Kill9Async(), tasksync.Agent!.Kill9Async());
        await tasksync.StartServerAsync();
        tasksync.StartAgent();
        await tasksync.WaitForFileAsync("runs");
        File.WriteAllText(Path.Combine(tasksync.Work, "go"), "");

        foreach (TaskView task in quick.Append(slow))
        {
            TaskView ended = await tasksync.WaitAsync(task.TaskId, view => view.State.IsTerminal());
            Assert.Equal((TaskState.Completed, 1), (ended.State, ended.Attempt));
        }
    }

    [Fact]
    public async Task A_long_command_is_cancelled_with_its_whole_tree()
    {
        await using Installation tasksync = await Installation.StartAsync();
        TaskView task = await tasksync.SubmitAsync(null, "sh", "-c", $"sleep 600 & sleep 600 & touch {tasksync.Work}/runs; wait");
        await tasksync.WaitForFileAsync("runs");

        await tasksync.CancelAsync(task.TaskId);

        TaskView ended = await tasksync.WaitAsync(task.TaskId, view => view.State.IsTerminal());
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (ended.State, ended.Reason!.Value));
    }
}
