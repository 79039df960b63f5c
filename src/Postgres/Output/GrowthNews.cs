using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Feed;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Output;

namespace TaskSync.Postgres.Output;

/// <summary>
/// Who waits for an output to grow, on this node or another. The news travels apart from the bytes: a NOTIFY within
/// their transactions would make them commit one by one.
/// </summary>
internal sealed partial class GrowthNews(Connections server, ILogger logger)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();
    private readonly ConcurrentDictionary<string, bool> _untold = new();
    private int _isTelling;

    /// <summary>Those who want to hear of every output; what grows here they may hear of twice.</summary>
    public GrowthWatchers Watchers { get; } = new();

    /// <summary>Ends with the next growth of the output that is heard of.</summary>
    public Task NextAsync(OutputKey key) => _waiting.GetOrAdd(NameOf(key),
        _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Another node, or this one, tells of growth.</summary>
    public void Hear(string name)
    {
        if (_waiting.TryRemove(name, out TaskCompletionSource? woken)) woken.SetResult();
        if (TryRead(name, out OutputKey key)) Watchers.Tell(key);
    }

    /// <summary>Wakes who waits here, and has the other nodes told; while that is on its way, more gathers.</summary>
    public void Tell(OutputKey key)
    {
        string name = NameOf(key);
        Hear(name);
        _untold[name] = true;
        if (Interlocked.Exchange(ref _isTelling, 1) == 0) _ = Task.Run(TellAllAsync);
    }

    private async Task TellAllAsync()
    {
        do
        {
            string[] names = [.. _untold.Keys];
            foreach (string name in names) _untold.TryRemove(name, out _);
            try
            {
                await server.WriteAsync(new Query("SELECT pg_notify($1, name) FROM unnest($2) name", Listener.Outputs, names));
            }
            catch (Exception e)
            {
                // They look by themselves, too.
                LogUntold(e, names.Length);
            }
            Volatile.Write(ref _isTelling, 0);
        }
        while (!_untold.IsEmpty && Interlocked.Exchange(ref _isTelling, 1) == 0);
    }

    private static string NameOf(OutputKey key) => $"{key.TaskId.Value}/{key.Attempt}/{Words.Of(key.Stream)}";

    private static bool TryRead(string name, out OutputKey key)
    {
        key = default;
        if (name.Split('/') is not [var id, var number, var word] || !TaskId.TryParse(id, out TaskId task)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            || !Words.TryParse(word, out OutputStream stream))
        {
            return false;
        }
        key = new(task, attempt, stream);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other nodes could not be told of {Count} outputs that grew.")]
    private partial void LogUntold(Exception why, int count);
}
