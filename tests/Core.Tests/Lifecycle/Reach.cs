namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>
/// Every task that the machine can make out of the columns, up to what can make a difference to it: how the tables' rows are known
/// to be all that there are, and to be tried with more than one task each.
/// </summary>
internal static class Reach
{
    /// <summary>More attempts than this only repeat what fewer do.</summary>
    private const int Attempts = 3;

    public static IReadOnlyList<TaskSnapshot?> All { get; } = Explore();

    private static List<TaskSnapshot?> Explore()
    {
        var found = new List<TaskSnapshot?> { null };
        var seen = new HashSet<object>();
        var open = new Queue<TaskSnapshot>([Some.After(Some.Create()), Some.After(Some.Create(Some.Agent))]);
        while (open.TryDequeue(out TaskSnapshot? task))
        {
            if (task.Attempt > Attempts || !seen.Add(Essence(task))) continue;
            found.Add(task);
            foreach (TaskSnapshot next in Columns.All.Values.SelectMany(column => Next(task, column(task)))) open.Enqueue(next);
        }
        return found;
    }

    private static IEnumerable<TaskSnapshot> Next(TaskSnapshot task, TaskCommand? command)
    {
        if (command is null) yield break;
        DateTimeOffset now = command is TaskCommand.Look ? Some.Day + Columns.Ages : Some.Day;
        if (TaskMachine.Decide(task, command, now) is TaskDecision.Moved moved) yield return moved.Next;
    }

    private static object Essence(TaskSnapshot task) => (
        Situation.Of(task), task.Attempt, Math.Min(task.Seq, 2), task.AgentId, task.Spec.Agent, task.Reason,
        (task.StartedAt is null, task.LateReport is null, task.CancelledBy is null, task.Question is null));
}
