using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace TaskSync.Engine.Contract;

/// <summary>Keeps states in memory, as text, and can fail on demand.</summary>
public sealed class FaultyStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), Record> _records = new();
    private readonly ConcurrentQueue<WriteFault> _faults = new();
    private int _versions;
    private int _reads;

    /// <summary>How many states have been read, with or without a record.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>The next reading fails with this.</summary>
    public Exception? FailNextRead { get; set; }

    /// <summary>The next write fails in this way.</summary>
    public void FailNextWrite(WriteFault fault) => _faults.Enqueue(fault);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        Interlocked.Increment(ref _reads);
        if (FailNextRead is { } error)
        {
            FailNextRead = null;
            throw error;
        }

        await Task.Yield();
        if (_records.TryGetValue((stateName, grainId), out var record))
        {
            grainState.State = JsonSerializer.Deserialize<T>(record.Json);
            (grainState.ETag, grainState.RecordExists) = (record.ETag, true);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        await Task.Yield();
        _faults.TryDequeue(out var fault);
        ThrowIf(fault is WriteFault.BeforeWriting);
        ThrowIfChanged((stateName, grainId), grainState.ETag, fault is WriteFault.SomebodyElseWrote);
        var etag = Interlocked.Increment(ref _versions).ToString(CultureInfo.InvariantCulture);
        _records[(stateName, grainId)] = new(JsonSerializer.Serialize(grainState.State), etag);
        ThrowIf(fault is WriteFault.AfterWriting);
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        await Task.Yield();
        ThrowIfChanged((stateName, grainId), grainState.ETag, false);
        _records.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
    }

    private static void ThrowIf(bool fails)
    {
        if (fails)
        {
            throw new IOException("The disk is full.");
        }
    }

    private void ThrowIfChanged((string, GrainId) key, string? seen, bool always)
    {
        var stored = _records.TryGetValue(key, out var record) ? record.ETag : null;
        if (always || stored != seen)
        {
            throw new InconsistentStateException("Somebody else has written.", stored, seen);
        }
    }

    private sealed record Record(string Json, string ETag);
}
