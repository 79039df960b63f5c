namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>
/// The rows of the table: a state, where the attempt is, and what else decides: <c>/lost</c> while a cancelled task's agent is not heard,
/// <c>/asks</c> while a question is open, <c>/stalled</c> without a sign of life,
/// <c>+hold</c> while a person has to let it go on.
/// </summary>
internal static class Situation
{
    public const string Absent = "absent";
    public const string Hold = "+hold";

    public static string Of(TaskSnapshot? task)
    {
        if (task is null) return Absent;
        bool lost = task.State == TaskState.Cancelling && task.OrphanAt is not null;
        bool asks = task is { Question: not null, Answer: null };
        return $"{Words.Of(task.State)}/{Words.Of(task.Custody)}{(lost ? "/lost" : "")}{(asks ? "/asks" : "")}{(task.StalledSince is null ? "" : "/stalled")}"
            + (task.Hold == TaskReason.None ? "" : Hold);
    }

    public static string WithoutHold(string situation) => situation.Replace(Hold, "", StringComparison.Ordinal);
}
