using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Simulation.Checks;

/// <summary>What one who looks again and again gets to see: it may skip steps, and never goes back.</summary>
internal sealed class ReaderHistory(string who, Violations violations)
{
    private readonly Dictionary<TaskId, TaskSummary> _seen = [];

    public IReadOnlyDictionary<TaskId, TaskSummary> Seen => _seen;

    public void Forget() => _seen.Clear();

    public void See(TaskSummary now)
    {
        TaskSummary? before = _seen.GetValueOrDefault(now.TaskId);
        _seen[now.TaskId] = now;
        if (before is null) return;
        if (now.Version < before.Version) Break(now, $"version {now.Version} after {before.Version}");
        if (now.Attempt < before.Attempt) Break(now, $"attempt {now.Attempt} after {before.Attempt}");
        if (now.Change < before.Change) Break(now, $"change {now.Change} after {before.Change}");
        if (before.State.IsTerminal() && (now.State, now.Reason) != (before.State, before.Reason))
        {
            Break(now, $"{now.State}/{now.Reason} after {before.State}/{before.Reason}");
        }
        if (now.Version == before.Version && (now.State, now.Custody, now.Attempt) != (before.State, before.Custody, before.Attempt))
        {
            Break(now, $"version {now.Version} has two meanings");
        }
    }

    private void Break(TaskSummary task, string what) => violations.Add("went_back", $"{who} sees {task.TaskId.Value[..6]}: {what}");
}
