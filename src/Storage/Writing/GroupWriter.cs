using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Writing;

/// <summary>
/// The one writer of a database. Whatever waits is committed together, because a disk sync costs the same for one
/// write as for five hundred; a caller hears of its write when it is on disk.
/// </summary>
internal sealed partial class GroupWriter : IAsyncDisposable
{
    private readonly Database _database;
    private readonly IBatchScope _scope;
    private readonly WriterOptions _options;
    private readonly StorageCounters _counters;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Queue<Write> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingBytes;
    private bool _closing;

    public GroupWriter(
        Database database, IBatchScope scope, WriterOptions options, StorageCounters counters, ILogger logger)
    {
        (_database, _scope, _options, _counters, _logger) = (database, scope, options, counters, logger);
        if (options.Inline) _ended.SetResult();
        else new Thread(Loop) { Name = $"TaskSync {options.Name} writer", IsBackground = true }.Start();
    }

    /// <summary>Has a write committed.</summary>
    /// <returns>Its answer, once it is on disk.</returns>
    /// <exception cref="StorageBusyException">Too many writes wait.</exception>
    public Task<T> RunAsync<T>(Write<T> write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (_options.Inline) Process([write]);
            else Enqueue(write);
        }
        return write.Done;
    }

    /// <summary>Has a rare write committed.</summary>
    public Task<T> RunAsync<T>(WriteKind kind, Func<Database, T> apply) => RunAsync(new FuncWrite<T>(kind, apply));

    /// <summary>Commits what was accepted, within a bound, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closing) return;
            _closing = true;
            Monitor.Pulse(_gate);
        }
        if (await Task.WhenAny(_ended.Task, Task.Delay(WriterOptions.DrainFor, TimeProvider.System)) != _ended.Task)
        {
            // The thread still uses the connection, so it can't be closed; the process ends soon, and the log is whole.
            LogNotDrained(_options.Name, WriterOptions.DrainFor.TotalSeconds);
            return;
        }
        _database.Dispose();
    }

    private void Enqueue(Write write)
    {
        bool isFull = _waiting.Count >= WriterOptions.WaitingWrites || _waitingBytes > WriterOptions.WaitingBytes;
        if (isFull) throw new StorageBusyException();
        _waiting.Enqueue(write);
        _waitingBytes += write.Bytes;
        if (_waiting.Count == 1) Monitor.Pulse(_gate);
    }

    private void Loop()
    {
        var batch = new List<Write>(WriterOptions.BatchWrites);
        while (Take(batch))
        {
            Process(batch);
            batch.Clear();
        }
        _ended.SetResult();
    }

    /// <summary>Waits for writes and takes what is there.</summary>
    /// <returns>False when it is time to end.</returns>
    private bool Take(List<Write> batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closing) return false;
                Monitor.Wait(_gate);
            }
            long bytes = 0;
            while (batch.Count < WriterOptions.BatchWrites && bytes < WriterOptions.BatchBytes
                && _waiting.TryDequeue(out Write? write))
            {
                batch.Add(write);
                bytes += write.Bytes;
            }
            _waitingBytes -= bytes;
            return true;
        }
    }

    private void Process(List<Write> batch)
    {
        try
        {
            Apply(batch);
        }
        catch (Exception e)
        {
            RollBack();
            // One bad write is its caller's trouble alone. Which one it is shows when each is committed by itself.
            if (batch.Count > 1) foreach (Write write in batch) Process([write]);
            else Fail(batch, "The write failed, and nothing of it was stored", e);
            return;
        }
        Commit(batch);
    }

    private void Apply(List<Write> batch)
    {
        _database.Begin();
        foreach (Write write in batch) write.Run(_database);
    }

    private void Commit(List<Write> batch)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            _scope.Finish(_database);
            _options.Faults?.BeforeCommit(batch.Count);
            _database.Commit();
        }
        catch (Exception e)
        {
            RollBack();
            Fail(batch, "The disk did not take the write; it may or may not have landed", e);
            return;
        }
        _scope.Committed();
        _counters.Count(batch, Stopwatch.GetElapsedTime(started));
        Answer(batch);
    }

    private void Answer(List<Write> batch)
    {
        try
        {
            _options.Faults?.AfterCommit(batch.Count);
        }
        catch (Exception e)
        {
            Fail(batch, "The write may or may not have landed", e);
            return;
        }
        foreach (Write write in batch) write.Complete();
    }

    private void RollBack()
    {
        try
        {
            _database.Rollback();
        }
        catch (Exception e)
        {
            // The next batch begins with the same question and fails in its place, until the disk is well again.
            LogRollbackFailed(e, _options.Name);
        }
        _scope.RolledBack();
    }

    private void Fail(List<Write> batch, string what, Exception why)
    {
        LogFailed(why, batch.Count, _options.Name);
        foreach (Write write in batch) write.Fail(new StorageException($"{what} ({_options.Name}): {why.Message}", why));
    }
}
