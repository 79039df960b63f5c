using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Web.Tests.Browser;

/// <summary>
/// An agent that is nothing but what it says, when it says it: a real one does not fall ill when a test wants it to.
/// It takes no work.
/// </summary>
internal sealed class SpokenAgent : IDisposable
{
    private readonly HttpClient _http;
    private readonly EnrollAnswer _enrolled;
    private long _syncs;
    private string _echo = "";

    private SpokenAgent(HttpClient http, EnrollAnswer enrolled) => (_http, _enrolled) = (http, enrolled);

    /// <summary>What one says that has nothing to complain about.</summary>
    public static AgentOffer Well { get; } =
        new() { Kinds = [TaskKind.Command, TaskKind.Claude, TaskKind.Codex], Roots = ["/"] };

    /// <summary>One that has not said anything yet.</summary>
    public static async Task<SpokenAgent> EnrollAsync(House house, string name)
    {
        var http = new HttpClient { BaseAddress = house.Url };
        var request = new EnrollRequest { Code = await house.InviteAsync(), Name = name, MachineId = "here" };
        using HttpResponseMessage answer =
            await http.PostAsJsonAsync("/api/agents/enroll", request, TaskSyncJson.Options);
        answer.EnsureSuccessStatusCode();
        EnrollAnswer enrolled = (await answer.Content.ReadFromJsonAsync<EnrollAnswer>(TaskSyncJson.Options))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", enrolled.Token);
        return new(http, enrolled);
    }

    /// <summary>Says once what it can do.</summary>
    /// <param name="offer">That.</param>
    /// <param name="isDraining">Whether it takes no new work.</param>
    /// <param name="start">Which start of the agent's folder speaks: an older one is refused.</param>
    /// <returns>The status of the answer.</returns>
    public async Task<HttpStatusCode> SayAsync(AgentOffer offer, bool isDraining = false, long start = 1)
    {
        var sync = new SyncRequest
        {
            Instance = start, Nonce = $"start {start}", MachineId = "here", N = ++_syncs, Echo = _echo,
            Offer = offer, Draining = isDraining,
        };
        using HttpResponseMessage answer =
            await _http.PostAsJsonAsync($"/api/agents/{_enrolled.AgentId}/sync", sync, TaskSyncJson.Options);
        if (!answer.IsSuccessStatusCode) return answer.StatusCode;
        _echo = (await answer.Content.ReadFromJsonAsync<SyncAnswer>(TaskSyncJson.Options))!.Echo;
        return answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();
}
