using FsCheck;
using FsCheck.Fluent;
using TaskSync.Core.Tests.Lifecycle;

namespace TaskSync.Core.Tests.Laws;

/// <summary>One thing that happens: a column of the table, after so many minutes, to the task as it then stands.</summary>
public sealed record Happening(string Column, int Minutes);

/// <summary>What one happening came to.</summary>
internal sealed record Step(TaskSnapshot? Before, TaskCommand Command, TaskDecision Decision, DateTimeOffset Now)
{
    public TaskSnapshot? After => Decision is TaskDecision.Moved moved ? moved.Next : Before;

    public bool Moved => Decision is TaskDecision.Moved;
}

/// <summary>
/// Lives of a task: whatever may happen to it, in any order, whether or not anybody sane would do it. The machine has to keep its laws
/// without trusting who calls.
/// </summary>
internal static class Life
{
    public static IReadOnlyList<Step> Of(IEnumerable<Happening> happenings)
    {
        var steps = new List<Step>();
        DateTimeOffset now = Some.Day;
        TaskSnapshot? task = null;
        foreach (Happening happening in happenings.Prepend(new("create", 0)))
        {
            now = now.AddMinutes(happening.Minutes);
            if (Columns.All[happening.Column](task) is not { } command) continue;
            var step = new Step(task, At(command, now), TaskMachine.Decide(task, At(command, now), now), now);
            steps.Add(step);
            task = step.After;
        }
        return steps;
    }

    /// <summary>The steps that changed a task.</summary>
    public static IEnumerable<(Step Step, TaskSnapshot Before, TaskSnapshot After)> Changes(IEnumerable<Happening> happenings) =>
        Of(happenings).Where(step => step.Moved && step.Before is not null).Select(step => (step, step.Before!, step.After!));

    /// <summary>Every task that there ever was.</summary>
    public static IEnumerable<TaskSnapshot> Tasks(IEnumerable<Happening> happenings) =>
        Of(happenings).Where(step => step.Moved).Select(step => step.After!);

    private static TaskCommand At(TaskCommand command, DateTimeOffset now) => command switch
    {
        TaskCommand.LoseLease lost => lost with { LastHeardAt = now.AddSeconds(-10) },
        TaskCommand.RemoveAgent removed => removed with { LastHeardAt = now.AddSeconds(-10) },
        _ => command,
    };
}

/// <summary>Lives in which what usually happens is usual, so that they come far, and everything else happens too.</summary>
public static class Lives
{
    private static readonly string[] Usual =
    [
        "offer", "offer", "offer", "offer", "accepted", "running", "started", "progress", "input_required", "answer", "resumed", "forget", "forget",
        "lose_lease", "lose_lease", "cancel", "cancel, force", "look, due", "declined, first", "hold_restored", "release", "newer: list",
    ];

    public static Arbitrary<Happening[]> Happenings()
    {
        Gen<string> column = Gen.Frequency(
            (3, Gen.Elements(Usual)), (1, Gen.Elements(Columns.All.Keys.AsEnumerable())));
        Gen<int> minutes = Gen.Elements(0, 0, 0, 1, 20, 61, 25 * 60);
        Gen<Happening> happening = from c in column from m in minutes select new Happening(c, m);
        return happening.ToArbitrary().Array();
    }
}
