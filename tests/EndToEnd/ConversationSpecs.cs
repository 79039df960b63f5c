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
}
