using System.Text.RegularExpressions;
using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>What one cell of the table promises, in the notation that the document explains.</summary>
internal static partial class Cell
{
    /// <summary>Null if the decision is what the cell says; else what it is instead.</summary>
    public static string? Mismatch(string cell, TaskSnapshot? before, TaskDecision decision)
    {
        bool kept = Keeps(before, decision);
        return decision switch
        {
            Ignored when cell == "ignored" => null,
            Refused refused when cell == $"refused {Words.Of(refused.Code)}" => null,
            Moved { Next: var next } when next.Version != (before?.Version ?? 0) + 1 => $"version {next.Version}",
            Moved moved when kept && cell == $"{Evidence(before, moved)} {Situation.Of(moved.Next)}" => null,
            Moved { Next: var next } when cell == $"→ {Situation.Of(next)}{Because(next.Reason)}" => null,
            _ => Describe(before, decision),
        };
    }

    /// <summary>The situation that a cell leads to; null if it changes nothing.</summary>
    public static string? Target(string cell) => Moves().Match(cell) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The same cell for a task on hold: what is not over stays on hold.</summary>
    public static string OnHold(string cell, IReadOnlySet<string> terminal) =>
        Target(cell) is { } target && !terminal.Contains(target) && !target.EndsWith(Situation.Hold, StringComparison.Ordinal)
            ? cell.Replace(target, target + Situation.Hold, StringComparison.Ordinal)
            : cell;

    public static string Describe(TaskSnapshot? before, TaskDecision decision) => decision switch
    {
        Ignored => "ignored",
        Refused refused => $"refused {Words.Of(refused.Code)}",
        Moved moved when Keeps(before, moved) => $"{Evidence(before, moved)} {Situation.Of(moved.Next)}",
        Moved moved => $"→ {Situation.Of(moved.Next)}{Because(moved.Next.Reason)}",
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    private static bool Keeps(TaskSnapshot? before, TaskDecision decision) =>
        before is not null && decision is Moved { Next: var next }
            && (next.State, next.Reason, next.Message) == (before.State, before.Reason, before.Message);

    /// <summary>An end that came too late is told from other changes of custody by what it leaves to be seen.</summary>
    private static string Evidence(TaskSnapshot? before, Moved moved) =>
        before!.State.IsTerminal() && moved.Next.Seq > before.Seq && moved.Next.LateReport is not null ? "late" : "note";

    private static string Because(TaskReason reason) => reason == TaskReason.None ? "" : $" ({Words.Of(reason)})";

    [GeneratedRegex(@"^(?:→|note|late) (\S+)")]
    private static partial Regex Moves();
}
