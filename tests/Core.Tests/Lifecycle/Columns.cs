using static TaskSync.Core.Protocol.ReportKind;
using Make = System.Func<TaskSync.Core.Tasks.TaskSnapshot?, TaskSync.Core.Tasks.TaskCommand?>;

namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>
/// The columns of the table, by the names that <c>docs/lifecycle.md</c> gives them: each makes its command for a task as it stands,
/// or null where it can't be given.
/// </summary>
internal static class Columns
{
    /// <summary>Late enough for every deadline.</summary>
    public static readonly TimeSpan Ages = TimeSpan.FromDays(365);

    public static readonly IReadOnlyDictionary<string, Make> All = new Dictionary<string, Make>
    {
        ["create"] = _ => Some.Create(),
        ["create, other body"] = _ => Some.Create() with { RequestHash = "another" },
        ["cancel"] = _ => new TaskCommand.Cancel("bob", Force: false),
        ["cancel, force"] = _ => new TaskCommand.Cancel("bob", Force: true),
        ["answer"] = task => new TaskCommand.Answer(task?.Question?.RequestId ?? "q", AnswerBehavior.Allow, null, "bob"),
        ["answer, other"] = _ => new TaskCommand.Answer("another", AnswerBehavior.Allow, null, "bob"),
        ["look, due"] = _ => new TaskCommand.Look(),
        ["hold_restored"] = _ => new TaskCommand.HoldRestored(),
        ["release"] = _ => new TaskCommand.Release("bob"),

        ["offer"] = _ => new TaskCommand.Offer(Some.Agent),
        ["forget"] = task => new TaskCommand.Forget(AgentOf(task), AttemptOf(task)),
        ["lose_lease"] = task => new TaskCommand.LoseLease(AgentOf(task), AttemptOf(task), Some.Day),
        ["remove_agent"] = task => task?.Spec.Agent is null ? new TaskCommand.RemoveAgent(AgentOf(task), Some.Day) : null,
        ["remove_agent, pinned"] = task => task?.Spec.Agent == AgentOf(task)
            ? new TaskCommand.RemoveAgent(AgentOf(task), Some.Day) : null,

        ["accepted"] = List(AttemptPhase.Accepted),
        ["running"] = List(AttemptPhase.Running),
        ["waiting"] = List(AttemptPhase.Waiting),
        ["stopping"] = List(AttemptPhase.Stopping),
        ["ended"] = List(AttemptPhase.Ended),

        ["started"] = Says(Started),
        ["progress"] = Says(Progress),
        ["stalled"] = Says(Stalled),
        ["input_required"] = Asks,
        ["resumed"] = Says(Resumed),
        ["declined, first"] = task => task is { Seq: > 0 } ? null : Says(Declined)(task),
        ["declined, later"] = task => task is { Seq: > 0 } ? Says(Declined)(task) : null,
        ["repeated"] = task => task is { Seq: > 0 }
            ? Some.Report(Ended, task.Seq, task.Attempt, task.AgentId) : null,

        ["exit 0"] = Ends(Some.Exit(0)),
        ["exit 1"] = Ends(Some.Exit(1)),
        ["signal"] = Ends(new() { Kind = EndKind.Exited, Signal = 9, TreeEmpty = true }),
        ["result_error"] = Ends(Some.Exit(0) with { Result = new() { IsError = true } }),
        ["start_failed"] = Ends(new() { Kind = EndKind.StartFailed, TreeEmpty = true }),
        ["exit_unknown"] = Ends(new() { Kind = EndKind.ExitUnknown, TreeEmpty = true }),
        ["exit_unknown, left"] = Ends(new() { Kind = EndKind.ExitUnknown }),
        ["timeout"] = Ends(Some.Stopped(StopCause.Timeout, treeEmpty: true)),
        ["timeout, left"] = Ends(Some.Stopped(StopCause.Timeout, treeEmpty: false)),
        ["stopped"] = Ends(Some.Stopped(StopCause.Cancel, treeEmpty: true)),
        ["stopped, left"] = Ends(Some.Stopped(StopCause.Cancel, treeEmpty: false)),
        ["fenced"] = Ends(Some.Stopped(StopCause.Fenced, treeEmpty: true)),

        ["other: list"] = task => Unasked(task) ? null : new TaskCommand.List(OtherThan(task), AttemptOf(task), AttemptPhase.Running),
        ["older: list"] = task => new TaskCommand.List(AgentOf(task), AttemptOf(task) - 1, AttemptPhase.Running),
        ["other: report"] = task => Unasked(task) ? null : Some.Report(Started, 99, AttemptOf(task), OtherThan(task)),
        ["older: report"] = task => Some.Report(Ended, 99, AttemptOf(task) - 1, AgentOf(task)),
        ["newer: list"] = task => new TaskCommand.List(Some.Other, Newer(task), AttemptPhase.Running),
        ["newer: report"] = task => Some.Report(Ended, 1, Newer(task), Some.Other),
        ["older: forget"] = task => new TaskCommand.Forget(AgentOf(task), AttemptOf(task) - 1),
        ["older: lose_lease"] = task => new TaskCommand.LoseLease(AgentOf(task), AttemptOf(task) - 1, Some.Day),
        ["other: remove_agent"] = _ => new TaskCommand.RemoveAgent(Some.Stranger, Some.Day),
    };

    private static int AttemptOf(TaskSnapshot? task) => task?.Attempt is > 0 and var attempt ? attempt : 1;

    /// <summary>The next attempt: one that the authority knows nothing of.</summary>
    private static int Newer(TaskSnapshot? task) => (task?.Attempt ?? 0) + 1;

    private static AgentId OtherThan(TaskSnapshot? task) => AgentOf(task) == Some.Agent ? Some.Other : Some.Agent;

    private static AgentId AgentOf(TaskSnapshot? task) => task?.AgentId ?? Some.Agent;

    /// <summary>A held task that no agent was asked to run: an attempt of it can only be a newer one.</summary>
    private static bool Unasked(TaskSnapshot? task) => task is { Attempt: 0, Hold: not TaskReason.None };

    private static Make List(AttemptPhase phase) =>
        task => Unasked(task) ? null : new TaskCommand.List(AgentOf(task), AttemptOf(task), phase);

    private static Make Says(ReportKind kind) =>
        task => Unasked(task) ? null : Some.Report(kind, (task?.Seq ?? 0) + 1, AttemptOf(task), AgentOf(task));

    /// <summary>Each time something else: what is known already is no news.</summary>
    private static TaskCommand? Asks(TaskSnapshot? task)
    {
        if (Says(InputRequired)(task) is not TaskCommand.Report says) return null;
        return says with { What = says.What with { Question = new() { RequestId = $"q{says.What.Attempt}.{says.What.Seq}" } } };
    }

    private static Make Ends(AttemptEnd end) =>
        task => Unasked(task) ? null : Some.Ended(end, (task?.Seq ?? 0) + 1, AttemptOf(task), AgentOf(task));
}
