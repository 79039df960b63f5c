using System.Text.Json;
using TaskSync.Api.Tests.Hosting;

namespace TaskSync.Api.Tests.Server;

public sealed class ServerSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_server_whose_leases_are_not_watched_lives_and_is_not_ready()
    {
        Assert.Equal(200, (await _server.Client().GetAsync("/health/ready")).Status);

        _server.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(200, (await _server.Client().GetAsync("/health/live")).Status);
        (await _server.Client().GetAsync("/health/ready")).AsProblem(503, "unavailable");
    }

    [Fact]
    public async Task A_backup_is_written_once()
    {
        string file = Path.Combine(_server.Folder, "backup.tar");

        Reply written = await _server.Admin.PostAsync("/api/backup", $$"""{"file": "{{file}}"}""");
        Reply again = await _server.Admin.PostAsync("/api/backup", $$"""{"file": "{{file}}"}""");

        Assert.Equal(201, written.Status);
        Assert.Equal(
            new FileInfo(file).Length,
            JsonDocument.Parse(written.Bytes).RootElement.GetProperty("bytes").GetInt64());
        again.AsProblem(409, "file_exists");
    }

    [Fact]
    public async Task A_backup_needs_a_place_that_there_is()
    {
        (await _server.Admin.PostAsync("/api/backup", """{"file": "backup.tar"}""")).AsProblem(400, "invalid");
        (await _server.Admin.PostAsync("/api/backup", $$"""{"file": "{{_server.Folder}}/none/backup.tar"}""")).AsProblem(409, "not_written");
    }

    [Fact]
    public async Task The_document_describes_every_call_and_what_may_go_wrong()
    {
        Reply reply = await _server.Admin.GetAsync("/openapi/v1.json");

        Assert.True(reply.Status == 200, reply.Body);
        JsonElement paths = JsonDocument.Parse(reply.Bytes).RootElement.GetProperty("paths");
        foreach (JsonProperty path in paths.EnumerateObject())
        {
            foreach (JsonProperty call in path.Value.EnumerateObject())
            {
                Assert.True(
                    call.Value.TryGetProperty("summary", out _), $"{call.Name} {path.Name} has no summary.");
                foreach (string part in path.Name.Split('/').Where(part => part.StartsWith('{')))
                {
                    Assert.Contains(call.Value.GetProperty("parameters").EnumerateArray(),
                        parameter => $"{{{parameter.GetProperty("name").GetString()}}}" == part);
                }
            }
        }
        Assert.Equal(
            ["/api/agents", "/api/agents/enroll", "/api/agents/invites", "/api/agents/{id}", "/api/agents/{id}/drain",
                "/api/agents/{id}/output/{task}/{attempt}", "/api/agents/{id}/sync", "/api/agents/{id}/work", "/api/backup", "/api/changes",
                "/api/history", "/api/history/{id}",
                "/api/login", "/api/login/links", "/api/logout", "/api/sessions", "/api/sessions/{id}", "/api/sessions/{id}/continue",
                "/api/sessions/{id}/move", "/api/task", "/api/task/{id}", "/api/tasks", "/api/tasks/{id}", "/api/tasks/{id}/answer",
                "/api/tasks/{id}/cancel", "/api/tasks/{id}/output", "/api/tasks/{id}/retry", "/api/tasks/{id}/steps",
                "/health/live", "/health/ready"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        JsonElement submit = JsonDocument.Parse(reply.Bytes).RootElement.GetProperty("components")
            .GetProperty("schemas").GetProperty("SubmitRequest");
        Assert.True(submit.GetProperty("properties").TryGetProperty("timeout_seconds", out _));
    }
}
