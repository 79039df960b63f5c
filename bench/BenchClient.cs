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
    private static readonly byte[] True = SubmitLoad.BodyOf("true");

    private readonly HttpClient _http;
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly SubmitLoad _submits;

    /// <param name="nodes">All that submits go to, in turn; the rest goes to the first.</param>
    /// <param name="token">The credential.</param>
    public BenchClient(IReadOnlyList<Uri> nodes, string token)
    {
        _nodes = nodes;
        _submits = new(nodes, token);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 })
        {
            BaseAddress = nodes[0], Timeout = TimeSpan.FromMinutes(2),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Url => _nodes[0];

    public Task<TaskId> SubmitAsync() => _submits.SubmitAsync(True);

    public Task<TaskId> SubmitAsync(params string[] argv) => _submits.SubmitAsync(SubmitLoad.BodyOf(argv));

    public async Task<InviteView> InviteAsync()
    {
        using HttpResponseMessage answer = await _http.PostAsync(new Uri("/api/agents/invites", UriKind.Relative), content: null);
        return await ReadAsync(answer, TaskSyncJsonContext.Default.InviteView);
    }

    public Task CancelAsync(TaskId id) => PostAsync(
        $"/api/tasks/{id}/cancel", new CancelRequest(), TaskSyncJsonContext.Default.CancelRequest, TaskSyncJsonContext.Default.TaskView);

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

    public void Dispose()
    {
        _http.Dispose();
        _submits.Dispose();
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
        return await answer.Content.ReadFromJsonAsync(type) ?? throw new JsonException("The answer was null.");
    }
}
