using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>A client that follows the change feed, as an open page does, and notes when it sees a task completed.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TaskId, TaskCompletionSource<long>> _seen = new();
    private Task _loop = Task.CompletedTask;
    private bool _isTask;

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
        var pipe = PipeReader.Create(stream, new(bufferSize: BufferBytes));
        try
        {
            while (true)
            {
                ReadResult read = await pipe.ReadAsync(_stop.Token);
                pipe.AdvanceTo(NoteAll(read.Buffer), read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception stopped) when (_stop.IsCancellationRequested && stopped is OperationCanceledException or IOException)
        {
            // The bench is over.
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    /// <returns>Where the first line begins that is not whole yet.</returns>
    private SequencePosition NoteAll(ReadOnlySequence<byte> buffer)
    {
        long now = Stopwatch.GetTimestamp();
        var lines = new SequenceReader<byte>(buffer);
        while (lines.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            if (line.StartsWith("event:"u8)) _isTask = line[6..].Trim((byte)' ').SequenceEqual("task"u8);
            // Of the four rows of each task one is looked into.
            else if (_isTask && line.StartsWith("data:"u8) && line.IndexOf("\"completed\""u8) >= 0) Note(line[5..], now);
        }
        return lines.Position;
    }

    private void Note(ReadOnlySpan<byte> data, long now)
    {
        TaskSummary? task = JsonSerializer.Deserialize(data, TaskSyncJsonContext.Default.TaskSummary);
        if (task is { State: TaskState.Completed }) Source(task.TaskId).TrySetResult(now);
    }
}
