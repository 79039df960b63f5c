using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TaskSync.Orleans.Tests.Fixture;
using TaskSync.Silo;
using PostgresFact = TaskSync.Storage.Tests.FactAttribute;

namespace TaskSync.Orleans.Tests;

/// <summary>What a cluster shows of itself: its grains, and Orleans' dashboard.</summary>
public sealed class LookingSpecs
{
    [PostgresFact]
    public async Task The_grains_of_all_nodes_are_listed_at_any_of_them()
    {
        await using RunningNodes nodes = new();
        TaskSyncServer one = await nodes.StartAsync("one");
        TaskSyncServer two = await nodes.StartAsync("two");
        for (int i = 0; i < 20; i++) await nodes.SubmitAsync(one, "one");

        JsonElement seen = await nodes.CallAsync(two, "two", HttpMethod.Get, "api/grains");

        JsonElement[] grains = [.. seen.GetProperty("grains").EnumerateArray()];
        Assert.Equal(20, grains.Count(grain => grain.GetProperty("type").GetString() == "task"));
        Assert.All(grains, grain => Assert.Contains(
            grain.GetProperty("node").GetString(), RunningNodes.MembersAt(two).Select(member => $"{member.Endpoint}")));
        Assert.Equal(
            ["session", "task"], seen.GetProperty("types").EnumerateArray().Select(of => of.GetProperty("type").GetString()));
    }

    [PostgresFact]
    public async Task The_dashboard_of_orleans_is_for_who_logged_in_at_nodes_and_front_doors()
    {
        await using RunningNodes nodes = new();
        TaskSyncServer node = await nodes.StartAsync("node");
        TaskSyncServer door = await nodes.StartAsync("door", apiOnly: true);

        foreach (TaskSyncServer server in new[] { node, door })
        {
            foreach (string path in new[] { "orleans/", "orleans/index.min.js", "orleans/ClusterStats" })
            {
                Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(server, path, token: null)).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, path, nodes.TokenOf("node"))).StatusCode);
            }
            Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(server, "orleans/Trace", nodes.TokenOf("node"))).StatusCode);
        }
    }

    [PostgresFact]
    public async Task What_its_page_may_load_is_wider_and_ours_stay_as_strict_as_they_are()
    {
        await using RunningNodes nodes = new();
        TaskSyncServer node = await nodes.StartAsync("node");

        HttpResponseMessage ours = await GetAsync(node, "", token: null);
        HttpResponseMessage theirs = await GetAsync(node, "orleans/", nodes.TokenOf("node"));

        Assert.DoesNotContain("unsafe", PolicyOf(ours), StringComparison.Ordinal);
        Assert.Contains("style-src 'self' 'unsafe-inline'", PolicyOf(theirs), StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", PolicyOf(theirs), StringComparison.Ordinal);
    }

    private static string PolicyOf(HttpResponseMessage answer) =>
        Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

    private static async Task<HttpResponseMessage> GetAsync(TaskSyncServer server, string path, string? token)
    {
        using HttpClient http = new();
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.GetAsync(new Uri(server.Url, path));
    }
}
