using System.Net.Http.Headers;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>
/// Submits that cost little, because the load shares the cores with what it measures: what it takes, the server lacks. Each is still
/// a request of its own under a key of its own, whose whole answer is read.
/// </summary>
internal sealed class SubmitLoad : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1024, AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null,
    });

    private readonly Uri[] _nodes;
    private readonly string _token;
    private int _submits;

    /// <param name="nodes">Those that submits go to, in turn.</param>
    /// <param name="token">The credential.</param>
    public SubmitLoad(IReadOnlyList<Uri> nodes, string token) =>
        (_nodes, _token) = ([.. nodes.Select(node => new Uri(node, "/api/tasks"))], $"Bearer {token}");

    public static byte[] BodyOf(params string[] argv) => JsonSerializer.SerializeToUtf8Bytes(
        new SubmitRequest { Kind = "command", Argv = argv }, TaskSyncJsonContext.Default.SubmitRequest);

    public async Task<TaskId> SubmitAsync(byte[] body)
    {
        Uri node = _nodes[(int)((uint)Interlocked.Increment(ref _submits) % (uint)_nodes.Length)];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, node) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", _token);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using HttpResponseMessage answer = await _http.SendAsync(request, CancellationToken.None);
        byte[] task = await answer.Content.ReadAsByteArrayAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(task)}");
        }
        return IdIn(task);
    }

    public void Dispose() => _http.Dispose();

    private static TaskId IdIn(ReadOnlySpan<byte> task)
    {
        var json = new Utf8JsonReader(task);
        while (json.Read())
        {
            if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals("task_id"u8)) continue;
            json.Read();
            return new TaskId(json.GetString() ?? throw new JsonException("The task has no id."));
        }
        throw new JsonException("The answer is no task.");
    }
}
