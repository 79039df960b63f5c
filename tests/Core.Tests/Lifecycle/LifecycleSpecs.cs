using System.Reflection;

namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>The page and the function are the same table.</summary>
public class LifecycleSpecs
{
    public static TheoryData<string> EveryColumn => [.. Columns.All.Keys];

    [Theory]
    [MemberData(nameof(EveryColumn))]
    public void Every_cell_is_what_the_machine_decides(string column)
    {
        foreach (IGrouping<string, TaskSnapshot?> row in Reach.All.GroupBy(Situation.Of))
        {
            string cell = ExpectedCell(row.Key, column);
            int tried = 0;
            foreach (TaskSnapshot? task in row)
            {
                if (Columns.All[column](task) is not { } command) continue;
                tried++;
                string? mismatch = Cell.Mismatch(cell, task, TaskMachine.Decide(task, command, NowFor(command)));
                Assert.True(mismatch is null, $"{row.Key} × {column}: the page says '{cell}', the machine '{mismatch}'.");
            }
            bool onPage = LifecycleDocument.Main.Rows.Contains(row.Key);
            Assert.True(!onPage || tried > 0 == (cell != Table.NoCase), $"{row.Key} × {column}: '{cell}' fits {tried} tasks.");
        }
    }

    [Fact]
    public void The_page_and_the_tests_know_the_same_columns() =>
        Assert.Equal(Columns.All.Keys.Order(), LifecycleDocument.Main.Columns.Order());

    [Fact]
    public void The_rows_are_all_situations_that_there_are()
    {
        string[] reached = [.. Reach.All.Select(Situation.Of).Distinct().Order()];

        Assert.Equal(reached, LifecycleDocument.Main.Rows.Concat(LifecycleDocument.Held.Rows).Order());
    }

    [Fact]
    public void Every_cell_leads_to_a_row()
    {
        HashSet<string> rows = [.. LifecycleDocument.Main.Rows, .. LifecycleDocument.Held.Rows];
        HashSet<string> targets = [.. LifecycleDocument.Main.Cells.Values.Concat(LifecycleDocument.Held.Cells.Values)
            .Select(Cell.Target).OfType<string>()];

        Assert.NotEmpty(targets);
        Assert.Subset(rows, targets);
    }

    [Fact]
    public void Every_command_has_a_column()
    {
        Type[] commands = typeof(TaskCommand).GetNestedTypes(BindingFlags.Public);

        Assert.Equal(commands.Order(ByName), Given().Select(command => command.GetType()).Distinct().Order(ByName));
    }

    [Fact]
    public void Every_phase_kind_end_and_cause_has_a_column()
    {
        AttemptReport[] reports = [.. Given().OfType<TaskCommand.Report>().Select(report => report.What)];
        AttemptEnd[] ends = [.. reports.Select(report => report.End).OfType<AttemptEnd>()];

        AssertAll(Given().OfType<TaskCommand.List>().Select(list => list.Phase));
        AssertAll(reports.Select(report => report.Kind));
        AssertAll(ends.Select(end => end.Kind));
        AssertAll(ends.Select(end => end.StoppedBy).Append(StopCause.None));
    }

    /// <summary>A task on hold is like any other, but for the cells of its own table.</summary>
    private static string ExpectedCell(string row, string column)
    {
        if (LifecycleDocument.Held.Cells.TryGetValue((row, column), out string? held)) return held;
        return row.EndsWith(Situation.Hold, StringComparison.Ordinal)
            ? Cell.OnHold(LifecycleDocument.Main[Situation.WithoutHold(row), column], LifecycleDocument.Terminal)
            : LifecycleDocument.Main[row, column];
    }

    private static DateTimeOffset NowFor(TaskCommand command) =>
        command is TaskCommand.Look ? Some.Day + Columns.Ages : Some.Day;

    private static IEnumerable<TaskCommand> Given() =>
        Reach.All.SelectMany(task => Columns.All.Values.Select(make => make(task))).OfType<TaskCommand>();

    private static void AssertAll<T>(IEnumerable<T> given) where T : struct, Enum =>
        Assert.Equal(Enum.GetValues<T>().Where(value => !value.Equals(default(T))),
            given.Where(value => !value.Equals(default(T))).Distinct().Order());

    private static readonly IComparer<Type> ByName = Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
}
