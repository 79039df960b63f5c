using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text.Json;

namespace TaskSync.Bench;

/// <summary>Counts inside the server's process, and tells whoever connects to its socket.</summary>
internal sealed class ServerCounter : IDisposable
{
    public const string SocketVariable = "TASKSYNC_BENCH_SOCKET";

    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly MeterListener _listener = new();

    public ServerCounter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "TaskSync.Storage", IsObservable: true })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
    }

    /// <summary>One answer for each connection, for as long as the process lives.</summary>
    public void Answer(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        while (true)
        {
            using var client = new NetworkStream(listener.Accept(), ownsSocket: true);
            JsonSerializer.Serialize(client, Count());
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What the server has done and used since it started.</summary>
    private ServerCounts Count()
    {
        _sums.Clear();
        _listener.RecordObservableInstruments();
        return new(
            Commits: _sums.GetValueOrDefault("tasksync.storage.commits"),
            GrainWrites: _sums.GetValueOrDefault("tasksync.storage.writes"),
            CpuMicroseconds: Environment.CpuUsage.TotalTime.TotalMicroseconds,
            AllocatedBytes: GC.GetTotalAllocatedBytes());
    }
}
