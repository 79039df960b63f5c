using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TaskSync.Api.Access;
using TaskSync.Api.Feed;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Output;

/// <summary>The last event of a followed output.</summary>
/// <param name="Attempt">The attempt; 0 if there was none.</param>
/// <param name="Bytes">How many bytes the server has.</param>
/// <param name="Complete">Whether these are all that it wrote; false if its agent was lost before it could
/// say.</param>
internal sealed record OutputEnd(int Attempt, long Bytes, bool Complete);

/// <summary>
/// Follows an output. Bytes travel in base64, because output is no text: a chunk may end within a character,
/// and nothing may be lost or replaced on the way.
/// </summary>
internal sealed class OutputFollowing(
    ICatalogReader catalog, IOutputStore outputs, FeedTail tail, StreamAccess access, TimeProvider time)
{
    /// <summary>Bytes of one event: small enough to be drawn at once.</summary>
    private const int EventBytes = 32 * 1024;

    /// <summary>How long a follower waits in silence before it looks again and shows that it lives.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <param name="task">The task.</param>
    /// <param name="stream">Which output.</param>
    /// <param name="attempt">The attempt; 0 follows the newest, also on to the next one.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="http">The call.</param>
    /// <param name="cancel">Ends when the caller goes.</param>
    public async Task<IResult> FollowAsync(
        TaskId task, OutputStream stream, int attempt, long from, HttpContext http, CancellationToken cancel)
    {
        using TaskWatch? watch = tail.Watch(task);
        if (watch is null) return Problem.Full("too_many_waits", "Too many calls wait already.");
        EventStream.Begin(http.Response);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, tail.Stopping);
        try
        {
            (int Attempt, long At) place = OutputPlaces.TryReadEventId(
                http.Request.Headers["Last-Event-ID"], out int reached, out long at)
                ? (reached, at)
                : (attempt, from);
            await access.RunAsync(
                http.Caller(),
                ending => RunAsync(new(task, attempt, stream), place, watch, http.Response.BodyWriter, ending),
                end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The follower left, or the server stops.
        }
        return Results.Empty;
    }

    private async Task RunAsync(
        OutputKey wanted, (int Attempt, long At) place, TaskWatch watch, PipeWriter body,
        CancellationToken cancel)
    {
        body.Write(": following\n\n"u8);
        while (await catalog.FindTaskAsync(wanted.TaskId, cancel) is { Task: var task })
        {
            int number = wanted.Attempt == 0 ? task.Attempt : wanted.Attempt;
            if (number != place.Attempt) place = (number, place.Attempt == 0 ? place.At : 0);
            OutputKey key = wanted with { Attempt = number };
            if (number > 0) place.At = await SendAsync(key, place.At, body, cancel);
            if (EndOf(task, number, key.Stream, place.At) is { } end)
            {
                Write(
                    body, $"id: {number}:{place.At}\nevent: end\ndata: ",
                    JsonSerializer.SerializeToUtf8Bytes(end, ApiJson.Default.OutputEnd));
                await body.FlushAsync(cancel);
                return;
            }
            await body.FlushAsync(cancel);
            if (!await MoreAsync(key, place.At, watch, cancel)) body.Write(": still following\n\n"u8);
        }
    }

    private async Task<long> SendAsync(OutputKey key, long at, PipeWriter body, CancellationToken cancel)
    {
        while (true)
        {
            ReadOnlyMemory<byte> bytes = await outputs.ReadAsync(key, at, EventBytes, cancel);
            if (bytes.IsEmpty) return at;
            at += bytes.Length;
            Write(
                body, $"id: {key.Attempt}:{at}\nevent: output\ndata: ",
                Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes.Span)));
            await body.FlushAsync(cancel);
        }
    }

    /// <summary>How it ended; null while more may come.</summary>
    private static OutputEnd? EndOf(TaskSnapshot task, int attempt, OutputStream stream, long have)
    {
        bool isNewest = attempt == task.Attempt;
        if (isNewest && !task.State.IsTerminal()) return null;
        long? final = isNewest ? stream == OutputStream.Stderr ? task.StderrBytes : task.OutputBytes : null;
        bool neverRan = isNewest && task is { StartedAt: null, Custody: Custody.None or Custody.Gone };
        if (final is null) return new(attempt, have, Complete: neverRan);
        return have >= final ? new(attempt, have, Complete: true) : null;
    }

    /// <summary>Waits for more bytes or a change of the task.</summary>
    /// <returns>False if nothing came for a while.</returns>
    private async Task<bool> MoreAsync(OutputKey key, long at, TaskWatch watch, CancellationToken cancel)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task<bool> changes = watch.ChangesWithinAsync(LookEvery, done.Token);
        Task grows = key.Attempt == 0
            ? Task.Delay(Timeout.InfiniteTimeSpan, time, done.Token)
            : outputs.WaitAsync(key, at, done.Token);
        await Task.WhenAny(changes, grows);
        bool more = grows.IsCompleted || await changes;
        await done.CancelAsync();
        await Task.WhenAll(changes, grows).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        return more;
    }

    private static void Write(PipeWriter body, string head, byte[] data)
    {
        Encoding.ASCII.GetBytes(head, body);
        body.Write(data);
        body.Write("\n\n"u8);
    }
}
