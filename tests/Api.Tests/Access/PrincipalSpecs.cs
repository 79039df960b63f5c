using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Access;

public sealed class PrincipalSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/tasks")]
    [InlineData("POST", "/api/tasks")]
    [InlineData("GET", "/api/sessions")]
    [InlineData("GET", "/api/agents")]
    [InlineData("POST", "/api/agents/invites")]
    [InlineData("POST", "/api/login/links")]
    [InlineData("GET", "/api/changes")]
    [InlineData("POST", "/api/backup")]
    [InlineData("GET", "/openapi/v1.json")]
    public async Task An_agent_gets_nowhere_but_to_the_agent_protocol(string method, string path)
    {
        AgentDriver agent = await _server.EnrollAsync();

        Reply reply = await agent.Client.SendAsync(
            new HttpMethod(method), path, method == "POST" ? "{}" : null);

        Assert.Contains(reply.AsProblem(403, Code(reply)).Code, (string[])["people_only", "admin_only"]);
    }

    [Theory]
    [InlineData("POST", "sync")]
    [InlineData("GET", "work")]
    public async Task An_agent_can_only_speak_for_itself(string method, string call)
    {
        AgentDriver one = await _server.EnrollAsync("one");
        AgentDriver other = await _server.EnrollAsync("other");

        Reply byAgent = await one.Client.SendAsync(
            new HttpMethod(method), $"/api/agents/{other.Id}/{call}", method == "POST" ? "{}" : null);
        Reply byAdmin = await _server.Admin.SendAsync(
            new HttpMethod(method), $"/api/agents/{other.Id}/{call}", method == "POST" ? "{}" : null);

        byAgent.AsProblem(403, "other_agent");
        byAdmin.AsProblem(403, "agents_only");
    }

    [Fact]
    public async Task An_agent_can_only_send_its_own_output()
    {
        AgentDriver one = await _server.EnrollAsync("one");
        AgentDriver other = await _server.EnrollAsync("other");

        Reply reply = await one.Client.PostBytesAsync(
            $"/api/agents/{other.Id}/output/{TaskId.Derive("x")}/1?from=0", [1]);

        reply.AsProblem(403, "other_agent");
    }

    [Fact]
    public async Task A_wrong_content_type_is_said_to_agents_as_well()
    {
        AgentDriver agent = await _server.EnrollAsync();

        (await agent.Client.PostBytesAsync($"/api/agents/{agent.Id}/sync", [1])).AsProblem(415, "not_json");
    }

    [Fact]
    public async Task A_removed_agent_is_not_let_in_any_more()
    {
        AgentDriver agent = await _server.ConnectAsync();

        Assert.Equal(
            204, (await _server.Admin.SendAsync(HttpMethod.Delete, $"/api/agents/{agent.Id}")).Status);

        Reply reply = await agent.Client.GetAsync($"/api/agents/{agent.Id}/work");
        reply.AsProblem(401, "unauthorized");
        Assert.Empty(
            (await _server.Admin.GetAsync("/api/agents")).As(TaskSyncJsonContext.Default.AgentPage).Agents);
    }

    [Fact]
    public async Task A_credential_that_is_revoked_behind_the_server_s_back_is_good_for_ten_seconds_at_most()
    {
        Assert.Equal(200, (await _server.Admin.GetAsync("/api/tasks")).Status);
        await _server.Services.GetRequiredService<IAccessStore>().RevokeAsync(
            PrincipalKind.Admin, AccessService.Admin);

        _server.Clock.Advance(CredentialCache.Life);

        (await _server.Admin.GetAsync("/api/tasks")).AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task Deleting_the_token_file_revokes_the_token_and_makes_another()
    {
        File.Delete(_server.TokenFile);
        await _server.Services.GetRequiredService<AccessService>().EnsureAdminTokenAsync(_server.TokenFile);

        string token = (await File.ReadAllTextAsync(_server.TokenFile)).Trim();
        (await _server.Admin.GetAsync("/api/tasks")).AsProblem(401, "unauthorized");
        Assert.Equal(200, (await _server.Client(token).GetAsync("/api/tasks")).Status);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_server.TokenFile));
    }

    [Fact]
    public async Task A_start_with_a_token_file_keeps_the_token()
    {
        string before = await File.ReadAllTextAsync(_server.TokenFile);
        File.SetUnixFileMode(
            _server.TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await _server.Services.GetRequiredService<AccessService>().EnsureAdminTokenAsync(_server.TokenFile);

        Assert.Equal(before, await File.ReadAllTextAsync(_server.TokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_server.TokenFile));
        Assert.Equal(200, (await _server.Admin.GetAsync("/api/tasks")).Status);
    }

    [Fact]
    public async Task A_token_file_that_holds_none_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(_server.TokenFile, "hunter2");

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            _server.Services.GetRequiredService<AccessService>().EnsureAdminTokenAsync(_server.TokenFile));

        Assert.Equal("hunter2", await File.ReadAllTextAsync(_server.TokenFile));
    }

    [Fact]
    public async Task Nothing_that_was_stored_or_logged_could_be_used_as_a_credential()
    {
        AgentDriver agent = await _server.ConnectAsync();
        InviteView invite = (
            await _server.Admin.PostAsync("/api/agents/invites")).As(TaskSyncJsonContext.Default.InviteView);
        string[] secrets = [_server.Admin.Token!, agent.Client.Token!, invite.Code];
        await _server.Client(secrets[1]).GetAsync("/api/tasks");

        foreach (string file in Directory.GetFiles(_server.Folder, "*.db*"))
        {
            string bytes = System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, bytes, StringComparison.Ordinal));
        }
        Assert.All(_server.Log.Lines, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));
        Assert.Contains(_server.Log.Lines, line => line.Contains("people_only", StringComparison.Ordinal));
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static string Code(Reply reply) =>
        System.Text.Json.JsonDocument.Parse(reply.Bytes).RootElement.GetProperty("code").GetString()!;
}
