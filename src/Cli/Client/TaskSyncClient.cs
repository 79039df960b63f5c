using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Agent.Network;
using TaskSync.Core;
using TaskSync.Core.Steps;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Client;

/// <summary>
/// The server, as the commands see it: every call of the HTTP API that they use, with its types.
/// </summary>
internal sealed class TaskSyncClient : IDisposable
{
    private static readonly TaskSyncJsonContext Json = TaskSyncJsonContext.Default;

    /// <summary>What a backup may take on top of any answer: ten gigabytes on a slow disk.</summary>
    private static readonly TimeSpan BackupLimit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    private readonly HttpClient http;
    private readonly HttpCalls calls;
    private readonly Patience patience;

    /// <param name="servers">Where the server listens, or the nodes of a cluster, the preferred one first.</param>
    /// <param name="token">The credential; null to try without one.</param>
    /// <param name="time">The clock that bounds waits.</param>
    public TaskSyncClient(IReadOnlyList<Uri> servers, string? token, TimeProvider time)
    {
        Servers = servers;
        NodesHandler nodes = NodesHandler.Create(servers, ConnectLimit);
        http = nodes.NewClient();
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        calls = new HttpCalls(http, () => nodes.Asked, time);
        patience = new Patience(time, servers.Count);
        Output = new OutputClient(calls, time);
    }

    public IReadOnlyList<Uri> Servers { get; }

    /// <summary>The calls for a task's output.</summary>
    public OutputClient Output { get; }

    /// <summary>Submits a task; sent again with the same key while the answer is lost.</summary>
    public Task<Answer<TaskView>> SubmitAsync(SubmitRequest request, string key, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Submit(request, key), Json.TaskView, c), cancel);

    public Task<Answer<TaskView>> GetAsync(TaskId id, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Get($"api/tasks/{id}"), Json.TaskView, c), cancel);

    /// <summary>
    /// Asks once for a task, held open by the server until it differs from <paramref name="etag"/> or
    /// <paramref name="hold"/> is over.
    /// </summary>
    /// <returns>Null if nothing changed.</returns>
    public Task<Answer<TaskView>?> GetChangedAsync(
        TaskId id, string? etag, TimeSpan hold, CancellationToken cancel)
    {
        string wait = etag is null ? "" : $"?wait={hold.TotalSeconds:0}";
        HttpRequestMessage request = Get($"api/tasks/{id}{wait}");
        if (etag is not null) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(etag));
        return calls.SendAsync(request, Json.TaskView, hold, cancel);
    }

    public Task<Answer<TaskPage>> ListAsync(TaskQuery query, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Get(query.ToPath()), Json.TaskPage, c), cancel);

    public Task<Answer<TaskView>> CancelAsync(TaskId id, bool force, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Cancel(id, force), Json.TaskView, c), cancel);

    public Task<Answer<TaskView>> RetryAsync(TaskId id, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Post($"api/tasks/{id}/retry"), Json.TaskView, c), cancel);

    public Task<Answer<TaskView>> AnswerAsync(TaskId id, AnswerRequest body, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(
            Post($"api/tasks/{id}/answer", body, Json.AnswerRequest), Json.TaskView, c), cancel);

    /// <summary>Reads one page of what a coding agent did.</summary>
    /// <param name="id">The task.</param>
    /// <param name="attempt">The attempt; null for the newest.</param>
    /// <param name="after">What the page before said to go on with; 0 at first.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Answer<StepPage>> StepsAsync(TaskId id, int? attempt, long after, CancellationToken cancel) =>
        calls.SendAsync(Get(StepPath(id, attempt, after)), Json.StepPage, cancel);

    public Task<Answer<SessionPage>> SessionsAsync(bool archived, int limit, string? cursor, CancellationToken cancel) =>
        patience.TryAsync(
            c => calls.SendAsync(Get(SessionsPath(archived, limit, cursor)), Json.SessionPage, c), cancel);

    public Task<Answer<SessionView>> SessionAsync(SessionId id, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Get($"api/sessions/{id}"), Json.SessionView, c), cancel);

    public Task<Answer<SessionView>> PatchAsync(SessionId id, SessionPatch patch, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Patch(id, patch), Json.SessionView, c), cancel);

    public Task<Answer<SessionView>> MoveAsync(SessionId id, string agent, CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(
            Post($"api/sessions/{id}/move", new MoveRequest { Agent = agent }, Json.MoveRequest),
            Json.SessionView, c), cancel);

    public Task<Answer<AgentPage>> AgentsAsync(CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Get("api/agents"), Json.AgentPage, c), cancel);

    public Task<Answer<InviteView>> InviteAsync(CancellationToken cancel) =>
        patience.TryAsync(c => calls.SendAsync(Post("api/agents/invites"), Json.InviteView, c), cancel);

    public Task<Answer<LoginLink>> LoginLinkAsync(CancellationToken cancel) =>
        patience.TryAsync(
            c => calls.SendAsync(Post("api/login/links"), ClientJson.Default.LoginLink, c), cancel);

    /// <summary>Has the server write a backup while it runs.</summary>
    /// <param name="file">An absolute path on the server's machine.</param>
    /// <param name="cancel">Stops waiting; the backup may still be written.</param>
    public Task BackupAsync(string file, CancellationToken cancel) =>
        calls.SendAsync(Backup(file), ClientJson.Default.JsonElement, BackupLimit, cancel);

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path) => new(HttpMethod.Post, path);

    private static HttpRequestMessage Post<T>(string path, T body, JsonTypeInfo<T> type) =>
        new(HttpMethod.Post, path) { Content = JsonContent.Create(body, type) };

    private static HttpRequestMessage Patch(SessionId id, SessionPatch patch) =>
        new(HttpMethod.Patch, $"api/sessions/{id}") { Content = JsonContent.Create(patch, Json.SessionPatch) };

    private static string StepPath(TaskId id, int? attempt, long after)
    {
        string only = attempt is int number ? $"&attempt={number}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"api/tasks/{id}/steps?after={after}{only}");
    }

    private static string SessionsPath(bool archived, int limit, string? cursor)
    {
        string from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
        string which = archived ? "true" : "false";
        return string.Create(CultureInfo.InvariantCulture, $"api/sessions?archived={which}&limit={limit}{from}");
    }

    private static HttpRequestMessage Submit(SubmitRequest request, string key) =>
        new(HttpMethod.Post, "api/tasks")
        {
            Headers = { { "Idempotency-Key", key } },
            Content = JsonContent.Create(request, Json.SubmitRequest),
        };

    private static HttpRequestMessage Cancel(TaskId id, bool force) =>
        new(HttpMethod.Post, $"api/tasks/{id}/cancel")
        {
            Content = JsonContent.Create(new CancelRequest { Force = force }, Json.CancelRequest),
        };

    private static HttpRequestMessage Backup(string file) =>
        new(HttpMethod.Post, "api/backup")
        {
            Content = JsonContent.Create(new BackupRequest(file), ClientJson.Default.BackupRequest),
        };
}
