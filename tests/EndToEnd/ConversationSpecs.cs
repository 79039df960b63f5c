using System.Net;
using System.Text.Json;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.EndToEnd;

/// <summary>A conversation with a coding agent, of which only the model is a stand-in.</summary>
public class ConversationSpecs
{
    [Fact]
    public async Task Follow_ups_go_on_in_order_although_server_and_agent_are_killed_meanwhile()
    {
        await using Installation tasksync = await Installation.StartAsync();
        TaskView first = await tasksync.AskAsync(null, "wait for me");
        TaskView second = await tasksync.AskAsync(first.SessionId.Value, "crash");
        TaskView third = await tasksync.AskAsync(first.SessionId.Value, "And now?");
        await tasksync.WaitAsync(first.TaskId, TaskState.Working);

        await tasksync.Agent!.Kill9Async();
        await tasksync.Server!.Kill9Async();
        File.WriteAllText(Path.Combine(tasksync.Work, "go"), "");
        await tasksync.StartServerAsync();
        tasksync.StartAgent();

        TaskView answered = await tasksync.WaitAsync(first.TaskId, TaskState.Completed);
        TaskView crashed = await tasksync.WaitAsync(second.TaskId, TaskState.Failed);
        TaskView last = await tasksync.WaitAsync(third.TaskId, TaskState.Completed);
        Assert.Equal(("Turn 1: wait for me", 0.05m), (answered.Result!.Text, answered.Result.CostUsd));
        Assert.Equal(TaskReason.Signal, crashed.Reason);
        // What the turn cost that crashed is in the next one's.
        Assert.Equal(("Turn 3: And now?", 0.10m), (last.Result!.Text, last.Result.CostUsd));
    }

    [Fact]
    public async Task A_question_outlives_server_and_agent_and_is_answered_once()
    {
        await using Installation tasksync = await Installation.StartAsync(asksPeople: true);
        TaskView task = await tasksync.AskAsync(null, "ask");
        TaskView before = await tasksync.WaitAsync(task.TaskId, view => view is { State: TaskState.InputRequired, Question: not null });

        await Task.WhenAll(tasksync.Server!.Kill9Async(), tasksync.Agent!.Kill9Async());
        await tasksync.StartServerAsync();
        tasksync.StartAgent();
        TaskView after = await tasksync.WaitAsync(task.TaskId, TaskState.InputRequired);
        string[] starts = await tasksync.StartsAsync();
        Assert.True(Directory.Exists($"/proc/{Assert.Single(starts)}"), "The process that asked is gone.");
        HttpStatusCode[] answers =
            [await tasksync.AnswerAsync(after, "allow"), await tasksync.AnswerAsync(after, "deny")];

        TaskView ended = await tasksync.WaitAsync(task.TaskId, view => view.State.IsTerminal());
        Assert.Equal(("Bash", before.Question), (after.Question!.Tool, after.Question));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers);
        Assert.Equal((TaskState.Completed, 1, "Turn 1: ask: q-1 allow"), (ended.State, ended.Attempt, ended.Result!.Text));
        Assert.Equal(starts, await tasksync.StartsAsync());
    }

    [Fact]
    public async Task A_thread_of_Codex_outlives_its_agent_and_is_resumed()
    {
        await using Installation tasksync = await Installation.StartAsync();
        TaskView first = await tasksync.AskAsync(null, "wait for me", "codex");
        await tasksync.WaitAsync(first.TaskId, view => view is { State: TaskState.Working, OutputBytes: > 0 });
        string began = (await tasksync.OutputAsync(first.TaskId)).Split('\n')[0];
        string thread = JsonDocument.Parse(began).RootElement.GetProperty("thread_id").GetString()!;

        await tasksync.Agent!.Kill9Async();
        File.WriteAllText(Path.Combine(tasksync.Work, "go"), "");
        tasksync.StartAgent();
        TaskView answered = await tasksync.WaitAsync(first.TaskId, view => view.State.IsTerminal());
        string[] starts = await tasksync.StartsAsync();
        TaskView second = await tasksync.AskAsync(first.SessionId.Value, "And now?", "codex");
        TaskView last = await tasksync.WaitAsync(second.TaskId, view => view.State.IsTerminal());

        Assert.Equal((TaskState.Completed, "Turn 1: wait for me", thread), (answered.State, answered.Result!.Text, answered.Conversation!.Id));
        Assert.Single(starts);
        Assert.Equal((TaskState.Completed, "Turn 2: And now?", thread), (last.State, last.Result!.Text, last.Conversation!.Id));
        Assert.Equal(["resume", thread, "-"], (await File.ReadAllLinesAsync(Path.Combine(tasksync.Work, "argv")))[^3..]);
    }
}
