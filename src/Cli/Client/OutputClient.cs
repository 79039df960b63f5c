using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Cli.Client;

/// <summary>The calls for a task's output.</summary>
internal sealed class OutputClient(HttpCalls calls, TimeProvider time)
{
    /// <summary>How long the server may be silent in the middle of an answer.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a stream without events is trusted: its connection may be dead at the other end.
    /// </summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(30);

    private const int BufferBytes = 64 * 1024;

    /// <summary>Copies what the server has of an attempt; null stands for the newest.</summary>
    public async Task CopyAsync(TaskId task, int? attempt, OutputStream stream, Stream to, CancellationToken cancel)
    {
        using HttpRequestMessage request = Get(task, attempt, stream, "application/octet-stream");
        using HttpResponseMessage response = await calls.OpenAsync(request, cancel);
        await using Stream from = await response.Content.ReadAsStreamAsync(cancel);
        byte[] buffer = new byte[BufferBytes];
        while (await ReadAsync(from, buffer, cancel) is int count and > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancel);
        }
        await to.FlushAsync(cancel);
    }

    /// <summary>
    /// Follows an output from a place on, until the server ends the stream or it is quiet for long.
    /// </summary>
    public async IAsyncEnumerable<OutputEvent> FollowAsync(
        TaskId task, OutputPlace place, OutputStream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        using CancellationTokenSource quiet = new(QuietLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancel);
        using HttpRequestMessage request = Get(task, place.Only, stream, "text/event-stream");
        // As an event's id: so the server sees whether this attempt is still the newest.
        if (place.Attempt > 0) request.Headers.Add("Last-Event-ID", $"{place.Attempt}:{place.From}");
        using HttpResponseMessage response = await calls.OpenAsync(request, cancel);
        await using Stream from = await response.Content.ReadAsStreamAsync(cancel);
        await using IAsyncEnumerator<SseItem<byte[]>> events =
            SseParser.Create(from, OutputEvent.Decode).EnumerateAsync(both.Token).GetAsyncEnumerator(cancel);
        while (true)
        {
            quiet.CancelAfter(QuietLimit);
            (bool ended, OutputEvent? next) = await NextAsync(events, quiet.Token, cancel);
            if (ended) yield break;
            if (next is not null) yield return next;
        }
    }

    private Task<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancel) =>
        calls.BoundedAsync(SilenceLimit, async bounded => await from.ReadAsync(buffer, bounded), cancel);

    private async Task<(bool Ended, OutputEvent? Next)> NextAsync(
        IAsyncEnumerator<SseItem<byte[]>> events, CancellationToken quiet, CancellationToken cancel)
    {
        try
        {
            return await calls.ExplainAsync(async () =>
                await events.MoveNextAsync() ? (false, OutputEvent.Read(events.Current)) : (true, null), cancel);
        }
        catch (NoAnswerException) when (quiet.IsCancellationRequested)
        {
            return (true, null);
        }
    }

    private static HttpRequestMessage Get(TaskId task, int? attempt, OutputStream stream, string accept)
    {
        string only = attempt is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&attempt={attempt}");
        string path = $"api/tasks/{task}/output?stream={Words.Of(stream)}{only}";
        HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return request;
    }
}
