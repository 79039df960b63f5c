using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Feed;

namespace TaskSync.Postgres.Feed;

/// <summary>
/// A node's ear: one connection that is a member of the cluster, hears what other nodes have committed, and looks by
/// itself in case a notification got lost. It comes back by itself, too.
/// </summary>
internal sealed partial class Listener : IAsyncDisposable
{
    /// <summary>What <c>tasksync_write</c> notifies: the newest change.</summary>
    private const string Changes = "tasksync_changes";

    /// <summary>What nodes tell each other: an output that grew.</summary>
    public const string Outputs = "tasksync_output";

    /// <summary>Long enough to spare a server that is starting, short enough to be no outage of its own.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    private readonly Connections _server;
    private readonly FeedPlace _place;
    private readonly Action<string> _grew;
    private readonly TimeSpan _pollEvery;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private NpgsqlConnection? _connection;
    private string _epoch = "";
    private Task _loop = Task.CompletedTask;

    public Listener(
        Connections server, FeedPlace place, Action<string> grew, TimeSpan pollEvery, TimeProvider clock, ILogger logger) =>
        (_server, _place, _grew, _pollEvery, _clock, _logger) = (server, place, grew, pollEvery, clock, logger);

    /// <summary>The newest place that this node knows.</summary>
    public FeedCursor Head => new(Volatile.Read(ref _epoch), _place.Change);

    /// <summary>Joins the cluster, and listens from then on.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await JoinAsync(cancel);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        if (_connection is not null) await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_connection is null) await JoinAsync(_stop.Token);
                await ListenAsync(_connection!);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogLost(e);
                await LeaveAsync();
            }
        }
    }

    private async Task JoinAsync(CancellationToken cancel)
    {
        NpgsqlConnection connection = await _server.ConnectAsync(cancel);
        _connection = connection;
        connection.Notification += (_, heard) => Hear(heard.Channel, heard.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Changes}; LISTEN {Outputs}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancel);
        }
        // After LISTEN, so that nothing can be committed unheard between the two.
        FeedCursor head = await Epochs.JoinAsync(connection, _clock.GetUtcNow(), cancel);
        if (head.Change < _place.Change) LogWentBack(_place.Change, head.Change);
        _place.Set(head.Change);
        Volatile.Write(ref _epoch, head.Epoch);
    }

    private async Task ListenAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            bool heard = await connection.WaitAsync(_pollEvery, _stop.Token);
            if (heard) continue;
            FeedCursor head = await Epochs.ReadHeadAsync(connection, _stop.Token);
            Volatile.Write(ref _epoch, head.Epoch);
            _place.Advance(head.Change);
        }
    }

    private void Hear(string channel, string payload)
    {
        if (channel == Outputs) _grew(payload);
        else if (long.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out long change)) _place.Advance(change);
    }

    private async Task LeaveAsync()
    {
        if (_connection is { } lost) await lost.DisposeAsync();
        _connection = null;
        try
        {
            await Task.Delay(PauseAfterFailure, _clock, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The node stops; the loop sees it.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that listens to PostgreSQL was lost; trying again.")]
    private partial void LogLost(Exception why);

    [LoggerMessage(Level = LogLevel.Critical, Message =
        "The database went back from change {Known} to {Stored}: it is an older copy. Followers begin anew; "
        + "restart all nodes, so that none of them acts on what is no longer there.")]
    private partial void LogWentBack(long known, long stored);
}
