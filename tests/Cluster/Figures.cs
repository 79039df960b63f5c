using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cluster;

/// <summary>How long a kill was felt, from the timelines of all tasks: each entry has the moment at which it was accepted.</summary>
internal static class Figures
{
    /// <summary>From each kill to the next report that was accepted, of any agent or of the one that had to wait longest.</summary>
    public static IEnumerable<(TimeSpan Any, TimeSpan Each)> AfterKills(
        IReadOnlyList<TaskView> tasks, IEnumerable<DateTimeOffset> kills)
    {
        var reports = tasks.Where(task => task.AgentId is not null)
            .SelectMany(task => task.Timeline.Where(IsReport).Select(entry => (entry.At, Agent: task.AgentId!.Value)))
            .OrderBy(report => report.At).ToList();
        foreach (DateTimeOffset kill in kills)
        {
            TimeSpan[] each = [.. reports.Where(report => report.At > kill).GroupBy(report => report.Agent)
                .Select(agent => agent.First().At - kill)];
            if (each.Length == ClusterUnderTest.Agents) yield return (each.Min(), each.Max());
        }
    }

    /// <summary>The figures that people ask for, in seconds.</summary>
    public static string Sum(string what, IEnumerable<TimeSpan> spans)
    {
        double[] sorted = [.. spans.Select(span => span.TotalSeconds).Order()];
        if (sorted.Length == 0) return $"{what}: none";
        double At(double part) => sorted[Math.Min((int)Math.Ceiling(part * sorted.Length), sorted.Length) - 1];
        return $"{what}: n {sorted.Length}, p50 {At(0.5):0.00} s, p99 {At(0.99):0.00} s, max {sorted[^1]:0.00} s";
    }

    private static bool IsReport(TimelineEntry entry) =>
        entry.From != entry.To && entry.To is TaskState.Working or TaskState.Completed or TaskState.Failed;
}
