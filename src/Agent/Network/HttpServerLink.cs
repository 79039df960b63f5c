using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TaskSync.Agent.Ports;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Network;

/// <summary>The agent protocol over HTTP.</summary>
internal sealed class HttpServerLink(HttpClient http, Uri server, AgentId agent, string credential, TimeProvider time)
    : IServerLink
{
    private readonly Uri _agent = new(server, $"/api/agents/{agent}/");

    /// <summary>A client without a timeout of its own: each call here has one.</summary>
    public static HttpClient NewClient(Uri server) => new(new SocketsHttpHandler
    {
        // A proxy would look for this machine's loopback on its own.
        UseProxy = !server.IsLoopback,
        // A server that moved is found again; a half-dead connection is not used for ever.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = AgentLimits.SyncTimeout,
        // A redirect could lead the credential to somebody else.
        AllowAutoRedirect = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public Task<SyncAnswer> SyncAsync(SyncRequest request, CancellationToken cancel) => CallAsync(
        () => new(HttpMethod.Post, new Uri(_agent, "sync"))
        {
            Content = JsonContent.Create(request, TaskSyncJsonContext.Default.SyncRequest),
        },
        async (response, within) => await response.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.SyncAnswer, within)
            ?? throw new JsonException("the answer is null."),
        AgentLimits.SyncTimeout, cancel);

    public Task<bool> WaitForWorkAsync(CancellationToken cancel) => CallAsync(
        () => new(HttpMethod.Get, new Uri(_agent, "work")),
        async (response, within) =>
            await response.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.WorkSignal, within) is { Wake: true },
        AgentLimits.WorkWait + AgentLimits.SyncTimeout, cancel);

    public Task<long> SendOutputAsync(
        AttemptKey key, OutputStream stream, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel)
    {
        string path = string.Create(CultureInfo.InvariantCulture,
            $"output/{key.TaskId}/{key.Attempt}?from={from}&stream={Words.Of(stream)}");
        return CallAsync(
            () => new(HttpMethod.Post, new Uri(_agent, path))
            {
                Content = new ReadOnlyMemoryContent(chunk)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
                },
            },
            async (response, within) => await ReadHaveAsync(response, within) ?? from + chunk.Length,
            AgentLimits.ChunkTimeout, cancel, HttpStatusCode.Conflict);
    }

    private async Task<T> CallAsync<T>(
        Func<HttpRequestMessage> make, Func<HttpResponseMessage, CancellationToken, Task<T>> read, TimeSpan within,
        CancellationToken cancel,
        HttpStatusCode alsoGood = HttpStatusCode.OK)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using HttpRequestMessage request = make();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
            using HttpResponseMessage response = await http.SendAsync(request, timeout.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == alsoGood) return await read(response, timeout.Token);
            throw new LinkException(Failure(await Problem.ReadAsync(response, timeout.Token)));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Away($"it did not answer within {within.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Away(e.Message, e);
        }
    }

    private LinkException Away(string why, Exception? inner = null) =>
        new(new LinkFailure(LinkFailureKind.Away, $"{server}: {why}"), inner);

    private LinkFailure Failure(Problem problem) => new(
        problem.Status switch
        {
            401 or 403 => LinkFailureKind.Unauthorized,
            409 when problem.Code == AgentMachine.DuplicateIdentity => LinkFailureKind.DuplicateIdentity,
            409 when problem.Code is AgentMachine.AgentRemoved or AgentMachine.NoSuchAgent => LinkFailureKind.Unauthorized,
            408 or 425 or 429 or >= 500 => LinkFailureKind.Away,
            _ => LinkFailureKind.Refused,
        },
        $"{server}: {problem.Sentence}");

    /// <summary>How much the server has, if it says so.</summary>
    private static async Task<long?> ReadHaveAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancel);
        if (body.Length == 0) return null;
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("have", out JsonElement have) ? have.GetInt64() : null;
    }
}
