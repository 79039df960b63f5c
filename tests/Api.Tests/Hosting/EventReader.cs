using System.Net.ServerSentEvents;
using System.Text.Json;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>
/// Reads server-sent events one by one. A test that waits for one that never comes fails after a while, by
/// the real clock.
/// </summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _end = new();
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _events = SseParser.Create(stream).EnumerateAsync(_end.Token).GetAsyncEnumerator(_end.Token);
    }

    public static async Task<EventReader> OpenAsync(
        ApiClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage response = await client.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null if the server ended the stream.</summary>
    public async Task<SseItem<string>?> NextAsync() =>
        await _events.MoveNextAsync().AsTask().WaitAsync(Patience) ? _events.Current : null;

    /// <summary>The next event, which has to be of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        SseItem<string>? item = await NextAsync();
        Assert.Equal(type, item?.EventType);
        return JsonDocument.Parse(item!.Value.Data).RootElement;
    }

    /// <summary>Reads on to the first event for which this holds.</summary>
    public async Task<SseItem<string>> FindAsync(Func<SseItem<string>, bool> isIt)
    {
        while (await NextAsync() is { } item)
        {
            if (isIt(item)) return item;
        }
        throw new InvalidOperationException("The stream ended before.");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _response.Dispose();
        _end.Dispose();
    }
}
