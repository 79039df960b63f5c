using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using TaskSync.Agent.Folder;
using TaskSync.Agent.Network;

namespace TaskSync.Agent.Doctor;

/// <summary>The way to the server, and whether it takes this agent's word.</summary>
internal static class ServerChecks
{
    /// <summary>A slower answer costs leases: half of the default one.</summary>
    private static readonly TimeSpan Within = AgentLimits.SyncTimeout;

    /// <summary>The date in a header counts whole seconds, and the way there takes time.</summary>
    private static readonly TimeSpan SameClock = TimeSpan.FromSeconds(3);

    public static async IAsyncEnumerable<Finding> RunAsync(
        AgentFolder folder, Uri server, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        using HttpClient http = NodesHandler.Create([server], Within).NewClient();
        using var ready = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/health/ready"));
        (HttpStatusCode? status, DateTimeOffset? date, TimeSpan took, string? why) = await AskAsync(http, ready, time, cancel);
        if (status is null)
        {
            yield return Finding.Bad("server", $"{server} does not answer: {why} Is it up, and is that its address?");
            yield break;
        }
        yield return status == HttpStatusCode.OK
            ? Finding.Good("server", $"{server} answers after {took.TotalMilliseconds:0} ms and is ready.")
            : Finding.Doubtful("server", $"{server} answers {(int)status}: it is not ready, or something else is there.");
        if (date is { } there) yield return Clock(there - time.GetUtcNow());
        if (folder.IsEnrolled) yield return await CredentialAsync(http, folder, server, time, cancel);
    }

    private static Finding Clock(TimeSpan ahead) => ahead.Duration() <= SameClock
        ? Finding.Good("clock", "This machine and the server have the same time.")
        : Finding.Doubtful("clock",
            $"The server's clock is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this one. No lease "
            + "or timeout depends on it, but the times in lists do. Run a time service on both.");

    /// <summary>Sends a sync that says nothing: who it is from is looked at first, and then it is refused without effect.</summary>
    private static async Task<Finding> CredentialAsync(
        HttpClient http, AgentFolder folder, Uri server, TimeProvider time, CancellationToken cancel)
    {
        var sync = new Uri(server, $"/api/agents/{folder.ReadIdentity().AgentId}/sync");
        using var request = new HttpRequestMessage(HttpMethod.Post, sync) { Content = JsonContent.Create(new { }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", folder.ReadCredential());
        (HttpStatusCode? status, _, _, string? why) = await AskAsync(http, request, time, cancel);
        return status switch
        {
            null => Finding.Doubtful("credential", $"The server did not say whether it takes this agent's word: {why}"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => Finding.Bad(
                "credential", $"The server answers {(int)status} to this agent: it was removed there. {AgentFolder.Enrol}"),
            _ => Finding.Good("credential", "The server takes this agent's word."),
        };
    }

    private static async Task<(HttpStatusCode? Status, DateTimeOffset? Date, TimeSpan Took, string? Why)> AskAsync(
        HttpClient http, HttpRequestMessage request, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Within, time);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        long since = time.GetTimestamp();
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, timeout.Token);
            return (answer.StatusCode, answer.Headers.Date, time.GetElapsedTime(since), null);
        }
        catch (HttpRequestException e)
        {
            return (null, null, time.GetElapsedTime(since), e.Message + ".");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, null, time.GetElapsedTime(since), $"it did not answer within {Within.TotalSeconds:0} s.");
        }
    }
}
