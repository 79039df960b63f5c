namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>What the page says of slots, turns, deadlines and orders.</summary>
public class FactsSpecs
{
    public static TheoryData<string> EveryRow => [.. LifecycleDocument.Facts.Rows];

    [Fact]
    public void The_page_has_a_row_for_every_situation() =>
        Assert.Equal(LifecycleDocument.Main.Rows, LifecycleDocument.Facts.Rows);

    [Theory]
    [MemberData(nameof(EveryRow))]
    public void A_situation_means_what_the_page_says(string row)
    {
        TaskSnapshot?[] tasks = [.. Reach.All.Where(task => Situation.Of(task) == row && task is not { Attempt: 0 })];

        Assert.All(tasks, task =>
        {
            Assert.Equal(LifecycleDocument.Facts[row, "slot"], Say(task?.Custody.TakesSlot()));
            Assert.Equal(LifecycleDocument.Facts[row, "holds up"], Say(task?.BlocksTurn));
            Assert.Equal(LifecycleDocument.Facts[row, "looks at"], Deadline(task));
            Assert.Equal(Meant(LifecycleDocument.Facts[row, "listed"], task), Order(task, listed: true));
            Assert.Equal(LifecycleDocument.Facts[row, "not listed"], Order(task, listed: false));
        });
        Assert.NotEmpty(tasks);
    }

    [Fact]
    public void Nobody_but_the_agent_of_the_newest_attempt_may_go_on() => Assert.All(Reach.All.OfType<TaskSnapshot>(), task =>
    {
        AgentId agent = task.AgentId ?? Some.Agent;
        Assert.Equal("stop fenced", Order(task, Some.Stranger, task.Attempt, listed: true));
        Assert.Equal("stop fenced", Order(task, agent, task.Attempt + 1, listed: true));
        Assert.Equal("stop fenced", Order(task, agent, task.Attempt - 1, listed: true));
    });

    [Fact]
    public void Only_an_order_to_start_carries_the_work() => Assert.All(Reach.All.OfType<TaskSnapshot>(), task =>
    {
        AttemptOrder order = TaskMachine.OrderFor(task, task.Id, task.AgentId ?? Some.Agent, task.Attempt, listed: false);
        Assert.Equal(order.Kind == OrderKind.Start, order.Spec == task.Spec);
        Assert.Equal(order.Kind == OrderKind.Start, order.SessionId == task.SessionId);
        Assert.Equal(order.Kind == OrderKind.Stop, order.Cause != StopCause.None);
    });

    /// <summary>A cell may say what else is answered once the end of the attempt was reported.</summary>
    private static string Meant(string cell, TaskSnapshot? task) => cell.Split("; ") switch
    {
        [var order, "forget once ended"] => task is { OutputBytes: null } ? order : "forget",
        _ => cell,
    };

    private static string Say(bool? fact) => fact switch { null => Table.NoCase, true => "yes", false => "no" };

    private static string Deadline(TaskSnapshot? task) => task switch
    {
        { Hold: not TaskReason.None } or null or { LookAt: null } => Table.NoCase,
        _ when task.LookAt == task.OrphanAt => "orphan timeout",
        _ when task.LookAt == task.QueueExpiresAt => "queue expiry",
        _ => $"{task.LookAt}",
    };

    private static string Order(TaskSnapshot? task, bool listed) =>
        Order(task, task?.AgentId ?? Some.Agent, task?.Attempt ?? 1, listed);

    private static string Order(TaskSnapshot? task, AgentId agent, int attempt, bool listed)
    {
        AttemptOrder order = TaskMachine.OrderFor(task, Some.Task, agent, attempt, listed);
        Assert.Equal((Some.Task, attempt), (order.TaskId, order.Attempt));
        return order.Cause == StopCause.None ? Words.Of(order.Kind) : $"{Words.Of(order.Kind)} {Words.Of(order.Cause)}";
    }
}
