using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

/// <summary>The answer to a submit got lost, and the fleet has changed when it is sent again.</summary>
public sealed class RepeatedSubmitSpecs : IAsyncLifetime
{
    private const string Pinned = """{"kind": "command", "argv": ["true"], "agent": "laptop"}""";
    private const string Placed = """{"kind": "command", "argv": ["true"], "cwd": "/work/shop"}""";

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task It_finds_its_task_when_its_agent_was_removed()
    {
        AgentDriver agent = await _server.ConnectAsync();
        TaskView accepted = await AcceptAsync(Pinned);
        await RemoveAsync(agent);

        await RepeatFindsAsync(accepted, Pinned);
    }

    [Fact]
    public async Task It_finds_its_task_when_another_agent_goes_by_the_name()
    {
        AgentDriver agent = await _server.ConnectAsync();
        TaskView accepted = await AcceptAsync(Pinned);
        await RemoveAsync(agent);
        await _server.ConnectAsync();

        await RepeatFindsAsync(accepted, Pinned);
    }

    [Fact]
    public async Task It_finds_its_task_when_a_second_agent_goes_by_the_name()
    {
        await _server.ConnectAsync();
        TaskView accepted = await AcceptAsync(Pinned);
        await _server.ConnectAsync();

        await RepeatFindsAsync(accepted, Pinned);
    }

    [Fact]
    public async Task It_finds_its_task_when_nobody_works_in_its_folder_any_more()
    {
        AgentDriver old = await _server.ConnectAsync("old");
        TaskView accepted = await AcceptAsync(Placed);
        await RemoveAsync(old);
        await _server.ConnectAsync("new", AgentDriver.PlainOffer with { Roots = ["/elsewhere"] });

        await RepeatFindsAsync(accepted, Placed);
    }

    [Fact]
    public async Task Another_request_with_its_key_is_still_another_one()
    {
        AgentDriver agent = await _server.ConnectAsync();
        await AcceptAsync(Pinned);
        await RemoveAsync(agent);

        Reply other = await _server.Admin.SubmitAsync(Pinned.Replace("true", "false", StringComparison.Ordinal), "key");

        other.AsProblem(422, "key_reused");
    }

    [Fact]
    public async Task What_was_refused_before_is_refused_again()
    {
        (await _server.Admin.SubmitAsync(Pinned, "key")).AsProblem(400, "invalid");

        (await _server.Admin.SubmitAsync(Pinned, "key")).AsProblem(400, "invalid");
    }

    private async Task<TaskView> AcceptAsync(string request)
    {
        Reply reply = await _server.Admin.SubmitAsync(request, "key");
        Assert.Equal(201, reply.Status);
        return reply.As(TaskSyncJsonContext.Default.TaskView);
    }

    private async Task RepeatFindsAsync(TaskView accepted, string request)
    {
        Reply again = await _server.Admin.SubmitAsync(request, "key");

        Assert.True(again.Status == 200, $"{again.Status}: {again.Body}");
        Assert.Equal(accepted.TaskId, again.As(TaskSyncJsonContext.Default.TaskView).TaskId);
        Assert.Single((await _server.Admin.GetAsync("/api/tasks")).As(TaskSyncJsonContext.Default.TaskPage).Tasks);
    }

    private async Task RemoveAsync(AgentDriver agent) =>
        Assert.Equal(204, (await _server.Admin.SendAsync(HttpMethod.Delete, $"/api/agents/{agent.Id}")).Status);
}
