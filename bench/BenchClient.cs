using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>Speaks the public HTTP API, one request a call.</summary>
internal sealed class BenchClient : IDisposable
{
    private readonly HttpClient _http;

    public BenchClient(Uri url, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Url => _http.BaseAddress!;

    public async Task<TaskId> SubmitAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/tasks", UriKind.Relative))
        {
            Content = JsonContent.Create(new SubmitRequest { Kind = "command", Argv = ["true"] }, TaskSyncJsonContext.Default.SubmitRequest),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return (await ReadAsync(answer, TaskSyncJsonContext.Default.TaskView)).TaskId;
    }

    public async Task<TOut> PostAsync<TIn, TOut>(string path, TIn body, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output)
    {
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(path, UriKind.Relative), JsonContent.Create(body, input));
        return await ReadAsync(answer, output);
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> output, CancellationToken cancel = default)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancel);
        return await ReadAsync(answer, output);
    }

    public Task<Stream> OpenAsync(string path, CancellationToken cancel) =>
        _http.GetStreamAsync(new Uri(path, UriKind.Relative), cancel);

    public void Dispose() => _http.Dispose();

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
        return await answer.Content.ReadFromJsonAsync(type) ?? throw new JsonException("The answer was null.");
    }
}
