using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Problems;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Problems;

public sealed class ProblemSpecs
{
    [Fact]
    public async Task An_address_that_is_none_is_a_problem()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        (await server.Admin.GetAsync("/api/nothing")).AsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_method_that_is_none_is_a_problem_that_names_the_others()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        Problem problem = (await server.Admin.SendAsync(HttpMethod.Put, "/api/tasks", "{}")).AsProblem(405, "method_not_allowed");

        Assert.Contains("GET", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("POST", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"prompt": "\ud800"}""")]
    [InlineData("""{"env": {"\udc00": "1"}}""")]
    public async Task Text_that_is_none_is_the_caller_s_mistake(string body)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        Assert.Equal(400, (await server.Admin.PostAsync("/api/tasks", body)).Status);
    }

    [Fact]
    public async Task A_mistake_of_ours_tells_nothing_but_where_to_look()
    {
        await using ApiServer server = await FailingAsync(new NotSupportedException("canary"));

        Reply reply = await server.Admin.GetAsync("/api/tasks");

        Problem problem = reply.AsProblem(500, "internal");
        Assert.False(string.IsNullOrEmpty(problem.TraceId));
        Assert.DoesNotContain("canary", reply.Body, StringComparison.Ordinal);
        Assert.Contains(server.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal)
            && line.Contains(problem.TraceId!, StringComparison.Ordinal));
        Assert.True(reply.Headers.Contains("Content-Security-Policy"));
    }

    [Theory]
    [InlineData(typeof(UnavailableException))]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(Orleans.Runtime.OrleansException))]
    public async Task A_storage_that_can_not_answer_is_worth_another_try(Type failure)
    {
        await using ApiServer server = await FailingAsync(
            (Exception)Activator.CreateInstance(failure, "canary")!);

        Reply reply = await server.Admin.GetAsync("/api/tasks");

        reply.AsProblem(503, "unavailable");
        Assert.Equal(1, reply.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.DoesNotContain("canary", reply.Body, StringComparison.Ordinal);
    }

    private static Task<ApiServer> FailingAsync(Exception failure) =>
        ApiServer.StartAsync(
            replace: services => services.AddSingleton<ICatalogReader>(new FailingCatalog(failure)));

    private sealed class FailingCatalog(Exception failure) : ICatalogReader
    {
        public ValueTask<TaskRecord?> FindTaskAsync(TaskId id, CancellationToken cancel) => throw failure;

        public ValueTask<TaskPage> ListTasksAsync(TaskQuery query, CancellationToken cancel) => throw failure;

        public ValueTask<SessionView?> FindSessionAsync(
            SessionId id, int taskLimit, CancellationToken cancel) =>
            throw failure;

        public ValueTask<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancel) =>
            throw failure;

        public ValueTask<AgentPage> ListAgentsAsync(CancellationToken cancel) => throw failure;
    }
}
