using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Cli.Client;

/// <summary>Which bytes: one output of one attempt, from an offset on.</summary>
internal sealed record OutputPlace(TaskId TaskId, int Attempt, OutputStream Stream, long From)
{
    public string ToPath() =>
        $"api/tasks/{TaskId}/output?attempt={Attempt}&stream={Words.Of(Stream)}&from={From}";
}

/// <summary>
/// The calls for a task's output. Bytes always come raw and by offset; the event stream is only taken as word that there are
/// more, so that what arrives on stdout never depends on how an event was cut or resumed.
/// </summary>
internal sealed class OutputClient(HttpCalls calls, TimeProvider time)
{
    /// <summary>How long the server may be silent in the middle of an answer.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(20);

    /// <summary>How long a silent event stream is trusted; then the follower looks for itself.</summary>
    private static readonly TimeSpan EventLimit = TimeSpan.FromSeconds(15);

    private const int BufferBytes = 64 * 1024;

    /// <summary>Copies what the server has from an offset on; <paramref name="took"/> hears of every byte that was written.</summary>
    public async Task CopyAsync(OutputPlace place, Stream to, Action<int> took, CancellationToken cancel)
    {
        using HttpRequestMessage request = Get(place, "application/octet-stream");
        using HttpResponseMessage response = await calls.OpenAsync(request, cancel);
        await using Stream from = await response.Content.ReadAsStreamAsync(cancel);
        byte[] buffer = new byte[BufferBytes];
        while (await ReadAsync(from, buffer, cancel) is int count and > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancel);
            took(count);
        }
        await to.FlushAsync(cancel);
    }

    /// <summary>
    /// Each time the server says that there is more, the offset up to which it has bytes (null if it does not say). Ends when the
    /// server ends it or is silent for long.
    /// </summary>
    public async IAsyncEnumerable<long?> NewsAsync(
        OutputPlace place, [EnumeratorCancellation] CancellationToken cancel)
    {
        using CancellationTokenSource silence = new(EventLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        using HttpRequestMessage request = Get(place, "text/event-stream");
        using HttpResponseMessage response = await calls.OpenAsync(request, cancel);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancel);
        await using IAsyncEnumerator<SseItem<string>> events =
            SseParser.Create(stream).EnumerateAsync(both.Token).GetAsyncEnumerator(cancel);
        while (await NextAsync(events, silence, cancel)) yield return Offset(events.Current.EventId);
    }

    private Task<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancel) =>
        calls.BoundedAsync(SilenceLimit, async bounded => await from.ReadAsync(buffer, bounded), cancel);

    private async Task<bool> NextAsync(
        IAsyncEnumerator<SseItem<string>> events, CancellationTokenSource silence, CancellationToken cancel)
    {
        silence.CancelAfter(EventLimit);
        try
        {
            return await calls.ExplainAsync(() => events.MoveNextAsync().AsTask(), cancel);
        }
        catch (NoAnswerException) when (silence.IsCancellationRequested)
        {
            return false;
        }
    }

    private static HttpRequestMessage Get(OutputPlace place, string accept)
    {
        HttpRequestMessage request = new(HttpMethod.Get, place.ToPath());
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return request;
    }

    /// <summary>An event's id is <c>attempt:offset</c>, the place to go on from.</summary>
    private static long? Offset(string? eventId) =>
        long.TryParse(eventId?[(eventId.IndexOf(':', StringComparison.Ordinal) + 1)..],
            NumberStyles.None, CultureInfo.InvariantCulture, out long offset) ? offset : null;
}
