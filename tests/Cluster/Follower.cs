using System.Net.ServerSentEvents;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cluster;

/// <summary>
/// An open page: follows the changes at a node, goes on by its cursor when the stream breaks, at the same node or at the next,
/// and writes down whatever it sees that must not be.
/// </summary>
internal sealed class Follower(string name, IReadOnlyList<HttpClient> nodes, FeedCursor from)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A beat comes every two seconds; a stream that says nothing for so long is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<TaskId, TaskSummary> _tasks = [];
    private readonly List<string> _wrong = [];
    private FeedCursor _at = from;
    private int _node;

    public string Name => name;

    /// <summary>What it would show.</summary>
    public IReadOnlyDictionary<TaskId, TaskSummary> Tasks => _tasks;

    public IReadOnlyList<string> Wrong => _wrong;

    public long Change => Volatile.Read(ref _change);

    private long _change = from.Change;

    /// <summary>How often its stream ended and was taken up again.</summary>
    public int Resumed { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var pause = new PeriodicTimer(RetryEvery);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(nodes[_node], stop);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                // Its node is gone, or cut off.
            }
            if (stop.IsCancellationRequested) return;
            Resumed++;
            _node = (_node + 1) % nodes.Count;
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task FollowAsync(HttpClient node, CancellationToken stop)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silent.CancelAfter(Silence);
        using HttpResponseMessage answer = await node.GetAsync(
            $"/api/changes?since={_at}", HttpCompletionOption.ResponseHeadersRead, silent.Token);
        answer.EnsureSuccessStatusCode();
        await using Stream stream = await answer.Content.ReadAsStreamAsync(silent.Token);
        await foreach (SseItem<string> next in SseParser.Create(stream).EnumerateAsync(silent.Token))
        {
            silent.CancelAfter(Silence);
            Take(next);
        }
    }

    private void Take(SseItem<string> next)
    {
        if (next.EventType == "reset") _wrong.Add($"{_at}: a reset, although nothing was restored: {next.Data}");
        if (next.EventId is null) return;
        if (!FeedCursor.TryParse(next.EventId, out FeedCursor place)) _wrong.Add($"{_at}: {next.EventId} is no cursor");
        bool isRow = next.EventType is "task" or "session" or "agent";
        if (isRow ? place.Change <= _at.Change : place.Change < _at.Change) _wrong.Add($"{_at}: {next.EventType} {place} came late");
        if (next.EventType == "task") TakeTask(JsonSerializer.Deserialize(next.Data, TaskSyncJsonContext.Default.TaskSummary)!);
        _at = place;
        Volatile.Write(ref _change, place.Change);
    }

    private void TakeTask(TaskSummary row)
    {
        if (_tasks.TryGetValue(row.TaskId, out TaskSummary? before))
        {
            if (row.Version <= before.Version) _wrong.Add($"{row.TaskId}: version {row.Version} after {before.Version}");
            if (row.Attempt < before.Attempt) _wrong.Add($"{row.TaskId}: attempt {row.Attempt} after {before.Attempt}");
            if (before.State.IsTerminal() && row.State != before.State) _wrong.Add($"{row.TaskId}: {row.State} after {before.State}");
        }
        _tasks[row.TaskId] = row;
    }
}
