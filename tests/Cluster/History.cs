using System.Globalization;
using System.Net.Http.Json;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cluster;

/// <summary>All that is known after a run, and whether it may have been so.</summary>
internal sealed class History(ClusterUnderTest cluster)
{
    /// <summary>Until everything that was acknowledged has ended; most of it has when the trouble ends.</summary>
    private static readonly TimeSpan EndBound = TimeSpan.FromMinutes(2);

    private readonly HttpClient[] _nodes = [.. cluster.All.Select(cluster.Caller)];
    private readonly List<(Submitted Submitted, TaskView Task)> _tasks = [];
    private readonly List<string> _wrong = [];

    public IReadOnlyList<string> Wrong => _wrong;

    public IReadOnlyList<TaskView> Tasks => [.. _tasks.Select(one => one.Task)];

    /// <summary>How long after a command's last act its end was accepted, and what is known of it.</summary>
    public IReadOnlyList<(TimeSpan Delay, string What)> ReportDelays() =>
    [
        .. _tasks
            .Where(one => one.Task.EndedAt is not null && File.Exists(Path.Combine(cluster.Ended, one.Submitted.Name)))
            .Select(one => (one.Task.EndedAt!.Value - TimeIn(cluster.Ended, one.Submitted), Describe(one.Task))),
    ];

    /// <summary>The head of the feed.</summary>
    public async Task<FeedCursor> HeadAsync()
    {
        TaskPage page = await PageAsync(_nodes[0], null);
        return FeedCursor.TryParse(page.Cursor, out FeedCursor head) ? head : throw new FormatException(page.Cursor);
    }

    /// <summary>Every acknowledged submit ends, in one terminal state, after its command ran once.</summary>
    public async Task CheckTasksAsync(IReadOnlyCollection<Submitted> acknowledged)
    {
        foreach (Submitted submitted in acknowledged)
        {
            TaskView? task = null;
            await Wait.UntilAsync($"{submitted.Name} ({submitted.TaskId}) has ended", EndBound,
                async () => (task = await FindAsync(submitted.TaskId)) is { } found && found.State.IsTerminal(), () => Describe(task));
            _tasks.Add((submitted, task!));
            Check(submitted, task!);
        }
    }

    /// <summary>What followers show is what every node answers.</summary>
    public async Task CheckFollowersAsync(IReadOnlyList<Follower> followers)
    {
        FeedCursor head = await HeadAsync();
        foreach (Follower follower in followers)
        {
            await Wait.UntilAsync($"{follower.Name} has come to {head}", EndBound, () => Task.FromResult(follower.Change >= head.Change),
                () => $"It is at {follower.Change}.");
        }
        foreach (HttpClient node in _nodes)
        {
            Dictionary<TaskId, TaskSummary> stored = await ListAsync(node);
            foreach (Follower follower in followers) Compare(follower, stored);
        }
        foreach (Follower follower in followers) _wrong.AddRange(follower.Wrong.Select(what => $"{follower.Name}: {what}"));
    }

    private void Check(Submitted submitted, TaskView task)
    {
        TimelineEntry[] ends = [.. task.Timeline.Where(entry => entry.From != entry.To && entry.To.IsTerminal())];
        if (ends.Length != 1) _wrong.Add($"{submitted.Name} ended {ends.Length} times: {Describe(task)}");
        TaskState expected = submitted.ExitCode == 0 ? TaskState.Completed : TaskState.Failed;
        if (task.State != expected || task.ExitCode != submitted.ExitCode) _wrong.Add($"{submitted.Name} is {Describe(task)}");
        string began = Path.Combine(cluster.Began, submitted.Name);
        int runs = File.Exists(began) ? File.ReadAllLines(began).Length : 0;
        if (runs != 1) _wrong.Add($"{submitted.Name} ran {runs} times: {Describe(task)}");
        else CheckTurn(submitted);
        if (task.Timeline.Any(entry => entry.To == TaskState.Unknown)) _wrong.Add($"{submitted.Name} was given up: {Describe(task)}");
    }

    private void CheckTurn(Submitted submitted)
    {
        if (submitted.After is not { } before || TimeIn(cluster.Began, submitted) >= TimeIn(cluster.Ended, before)) return;
        _wrong.Add($"{submitted.Name} began before {before.Name} ended");
    }

    private void Compare(Follower follower, Dictionary<TaskId, TaskSummary> stored)
    {
        foreach ((TaskId id, TaskSummary truth) in stored)
        {
            TaskSummary? shown = follower.Tasks.GetValueOrDefault(id);
            if ((shown?.State, shown?.Version, shown?.Change) != (truth.State, truth.Version, truth.Change))
            {
                _wrong.Add($"{follower.Name} shows {id} as {shown?.State} v{shown?.Version}, and it is {truth.State} v{truth.Version}");
            }
        }
        if (follower.Tasks.Keys.Except(stored.Keys).Any()) _wrong.Add($"{follower.Name} shows tasks that are none");
    }

    private async Task<TaskView?> FindAsync(TaskId id) =>
        await _nodes[0].GetFromJsonAsync($"/api/tasks/{id}", TaskSyncJsonContext.Default.TaskView);

    private static async Task<Dictionary<TaskId, TaskSummary>> ListAsync(HttpClient node)
    {
        var all = new Dictionary<TaskId, TaskSummary>();
        string? next = null;
        do
        {
            TaskPage page = await PageAsync(node, next);
            foreach (TaskSummary task in page.Tasks) all[task.TaskId] = task;
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    private static async Task<TaskPage> PageAsync(HttpClient node, string? cursor) =>
        (await node.GetFromJsonAsync(
            $"/api/tasks?limit={Limits.PageRows}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}",
            TaskSyncJsonContext.Default.TaskPage))!;

    private static DateTimeOffset TimeIn(string folder, Submitted submitted)
    {
        string line = File.ReadLines(Path.Combine(folder, submitted.Name)).First();
        return DateTimeOffset.UnixEpoch.AddTicks(long.Parse(line, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);
    }

    private static string Describe(TaskView? task) => task is null
        ? "never read"
        : $"{Words.Of(task.State)} ({task.Reason}, exit {task.ExitCode}, attempt {task.Attempt}, {task.Message}); "
            + string.Join(", ", task.Timeline.Select(entry => $"{entry.At:HH:mm:ss.fff} {entry.To} by {entry.By}"));
}
