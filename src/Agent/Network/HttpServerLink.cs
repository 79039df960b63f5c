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
/// <param name="http">Knows the server; each call here has a timeout of its own.</param>
/// <param name="agent">Who speaks.</param>
/// <param name="credential">Its token.</param>
/// <param name="time">The clock.</param>
internal sealed class HttpServerLink(HttpClient http, AgentId agent, string credential, TimeProvider time) : IServerLink
{
    private readonly string _agent = $"api/agents/{agent}/";

    public Task<SyncAnswer> SyncAsync(SyncRequest request, CancellationToken cancel) => CallAsync(
        () => new(HttpMethod.Post, _agent + "sync")
        {
            Content = JsonContent.Create(request, TaskSyncJsonContext.Default.SyncRequest),
        },
        async (response, within) => await response.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.SyncAnswer, within)
            ?? throw new JsonException("the answer is null."),
        AgentLimits.SyncTimeout, cancel);

    public Task<bool> WaitForWorkAsync(CancellationToken cancel) => CallAsync(
        () => new(HttpMethod.Get, _agent + "work"),
        async (response, within) =>
            await response.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.WorkSignal, within) is { Wake: true },
        AgentLimits.WorkWait + AgentLimits.SyncTimeout, cancel);

    public Task<long> SendOutputAsync(
        AttemptKey key, OutputStream stream, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel)
    {
        string path = string.Create(CultureInfo.InvariantCulture,
            $"output/{key.TaskId}/{key.Attempt}?from={from}&stream={Words.Of(stream)}");
        return CallAsync(
            () => new(HttpMethod.Post, _agent + path)
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
        using HttpRequestMessage request = make();
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
            using HttpResponseMessage response = await http.SendAsync(request, timeout.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == alsoGood) return await read(response, timeout.Token);
            throw new LinkException(Failure(request, await Problem.ReadAsync(response, timeout.Token)));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Away(request, $"it did not answer within {within.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Away(request, e.Message, e);
        }
    }

    private static LinkException Away(HttpRequestMessage request, string why, Exception? inner = null) =>
        new(new LinkFailure(LinkFailureKind.Away, $"{Asked(request)}: {why}"), inner);

    private static LinkFailure Failure(HttpRequestMessage request, Problem problem) => new(
        problem.Status switch
        {
            401 or 403 => LinkFailureKind.Unauthorized,
            409 when problem.Code == AgentMachine.DuplicateIdentity => LinkFailureKind.DuplicateIdentity,
            409 when problem.Code is AgentMachine.AgentRemoved or AgentMachine.NoSuchAgent => LinkFailureKind.Unauthorized,
            408 or 425 or 429 or >= 500 => LinkFailureKind.Away,
            _ => LinkFailureKind.Refused,
        },
        $"{Asked(request)}: {problem.Sentence}");

    /// <summary>The node that was asked.</summary>
    private static string Asked(HttpRequestMessage request) =>
        request.RequestUri is { IsAbsoluteUri: true } uri ? uri.GetLeftPart(UriPartial.Authority) : "the server";

    /// <summary>How much the server has, if it says so.</summary>
    private static async Task<long?> ReadHaveAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancel);
        if (body.Length == 0) return null;
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("have", out JsonElement have) ? have.GetInt64() : null;
    }
}
