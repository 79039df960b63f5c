using TaskSync.Api.Access;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Agents;

public sealed class EnrollSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task An_invite_enrols_one_agent()
    {
        InviteView invite = await InviteAsync();

        Reply first = await EnrollAsync(invite.Code);
        Reply second = await EnrollAsync(invite.Code);

        Assert.Equal(201, first.Status);
        second.AsProblem(401, "unauthorized");
        AgentSummary agent = Assert.Single(
            (await _server.Admin.GetAsync("/api/agents")).As(TaskSyncJsonContext.Default.AgentPage).Agents);
        Assert.Equal(("laptop", Presence.Never), (agent.Name, agent.Presence));
    }

    [Fact]
    public async Task An_invite_is_good_for_an_hour()
    {
        InviteView invite = await InviteAsync();
        Assert.Equal(_server.Clock.GetUtcNow() + AccessService.InviteLife, invite.ExpiresAt);

        _server.Clock.Advance(AccessService.InviteLife);

        (await EnrollAsync(invite.Code)).AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_login_code_enrols_nobody()
    {
        Reply link = await _server.Admin.PostAsync("/api/login/links");
        string code = link.Body.Split("#login=")[1].Split('"')[0];

        (await EnrollAsync(code)).AsProblem(401, "unauthorized");
    }

    [Theory]
    [InlineData("""{"code": "x", "name": "", "machine_id": "m"}""", "name")]
    [InlineData("""{"code": "x", "name": "a\nb", "machine_id": "m"}""", "name")]
    [InlineData("""{"code": "x", "name": "n", "machine_id": ""}""", "machine_id")]
    [InlineData("""{"code": "x", "name": "n"}""", "machine_id")]
    [InlineData("""{"code": "x", "name": "n", "machine_id": "m", "slots": 3}""", "slots")]
    public async Task What_is_no_agent_is_refused_before_its_code_is_used(string body, string field) =>
        Assert.Equal(field, Assert.Single((await _server.Client().PostAsync("/api/agents/enroll", body)).AsProblem(400, "invalid").Errors!).Field);

    [Fact]
    public async Task Whoever_tries_many_codes_has_to_wait()
    {
        for (int i = 0; i < FailureLimit.Failures; i++) await EnrollAsync("tsi_00000000000000000000000000000000");

        (await EnrollAsync((await InviteAsync()).Code)).AsProblem(429, "too_many_failures");
    }

    [Fact]
    public async Task A_drained_agent_is_shown_as_such_until_it_is_not()
    {
        AgentDriver agent = await _server.ConnectAsync();

        Assert.Equal(204, (await _server.Admin.PostAsync($"/api/agents/{agent.Id}/drain")).Status);
        Assert.True((await AgentAsync()).Draining);
        Assert.Equal(204, (await _server.Admin.PostAsync($"/api/agents/{agent.Id}/drain", """{"draining": false}""")).Status);
        Assert.False((await AgentAsync()).Draining);
    }

    [Theory]
    [InlineData("POST", "/drain")]
    [InlineData("DELETE", "")]
    public async Task An_agent_that_is_not_there_is_not_found(string method, string call)
    {
        (await _server.Admin.SendAsync(new HttpMethod(method), $"/api/agents/{AgentId.Derive("none")}{call}")).AsProblem(404, "no_such_agent");
        (await _server.Admin.SendAsync(new HttpMethod(method), $"/api/agents/laptop{call}")).AsProblem(400, "invalid_id");
    }

    [Fact]
    public async Task The_fleet_shows_who_is_heard_and_how_busy_it_is()
    {
        AgentDriver agent = await _server.ConnectAsync();
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await agent.StartAsync(task.TaskId);

        AgentSummary shown = await AgentAsync();

        Assert.Equal((Presence.Connected, true, 1), (shown.Presence, shown.Proven, shown.Busy));
        Assert.Equal(_server.Clock.GetUtcNow(), shown.LastHeardAt);
    }

    private Task<InviteView> InviteAsync() =>
        _server.Admin.PostAsync("/api/agents/invites", TaskSyncJsonContext.Default.InviteView);

    private Task<Reply> EnrollAsync(string code) =>
        _server.Client().PostAsync(
            "/api/agents/enroll", $$"""{"code": "{{code}}", "name": "laptop", "machine_id": "m"}""");

    private async Task<AgentSummary> AgentAsync() =>
        Assert.Single(
            (await _server.Admin.GetAsync("/api/agents")).As(TaskSyncJsonContext.Default.AgentPage).Agents);
}
