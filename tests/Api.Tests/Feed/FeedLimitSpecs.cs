using TaskSync.Api.Feed;
using TaskSync.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Core;

namespace TaskSync.Api.Tests.Feed;

public sealed class FeedLimitSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task There_are_only_so_many_followers()
    {
        FeedTail tail = _server.Services.GetRequiredService<FeedTail>();
        IDisposable[] seats = [.. Enumerable.Range(0, FeedTail.FollowerLimit).Select(_ => tail.Follow()!)];

        Reply reply = await _server.Admin.GetAsync("/api/changes");
        seats[0].Dispose();
        await using EventReader feed = await EventReader.OpenAsync(_server.Admin, "/api/changes");

        reply.AsProblem(503, "too_many_followers");
        await feed.NextAsync("beat");
        foreach (IDisposable seat in seats[1..]) seat.Dispose();
    }

    [Fact]
    public async Task There_are_only_so_many_waits()
    {
        FeedTail tail = _server.Services.GetRequiredService<FeedTail>();
        TaskId task = (await _server.Admin.SubmitTrueAsync()).TaskId;
        TaskWatch[] watches = [.. Enumerable.Range(0, FeedTail.WatchLimit).Select(_ => tail.Watch(task)!)];

        Reply waiting = await _server.Admin.GetAsync($"/api/tasks/{task}?wait=60");
        Reply plain = await _server.Admin.GetAsync($"/api/tasks/{task}");
        foreach (TaskWatch watch in watches) watch.Dispose();

        waiting.AsProblem(503, "too_many_waits");
        Assert.Equal(200, plain.Status);
    }
}
