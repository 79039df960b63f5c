using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>A client that follows the change feed, as an open page does, and notes when it sees a task completed.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TaskId, TaskCompletionSource<long>> _seen = new();
    private Task _loop = Task.CompletedTask;

    public static async Task<Follower> StartAsync(BenchClient api)
    {
        TaskPage page = await api.GetAsync("/api/tasks?limit=1", TaskSyncJsonContext.Default.TaskPage);
        var follower = new Follower();
        Stream stream = await api.OpenAsync($"/api/changes?since={page.Cursor}", follower._stop.Token);
        follower._loop = follower.ReadAsync(stream);
        return follower;
    }

    /// <summary>The timestamp at which the task was seen completed.</summary>
    public Task<long> SeenAsync(TaskId task) => Source(task).Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private TaskCompletionSource<long> Source(TaskId task) =>
        _seen.GetOrAdd(task, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task ReadAsync(Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream);
            string kind = "";
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("event:", StringComparison.Ordinal)) kind = line[6..].Trim();
                else if (kind == "task" && line.StartsWith("data:", StringComparison.Ordinal)) Note(line.AsMemory(5));
            }
        }
        catch (Exception stopped) when (_stop.IsCancellationRequested && stopped is OperationCanceledException or IOException)
        {
            // The bench is over.
        }
    }

    private void Note(ReadOnlyMemory<char> data)
    {
        long now = Stopwatch.GetTimestamp();
        TaskSummary? task = JsonSerializer.Deserialize(data.Span, TaskSyncJsonContext.Default.TaskSummary);
        if (task is { State: TaskState.Completed }) Source(task.TaskId).TrySetResult(now);
    }
}
