using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Problems;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Output;

public sealed class OutputSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;
    private AgentDriver _agent = null!;
    private TaskId _task;

    private string Path => $"/api/tasks/{_task}/output";

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _agent = await _server.ConnectAsync();
        _task = (await _server.Admin.SubmitTrueAsync()).TaskId;
        await _agent.StartAsync(_task);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Output_is_taken_where_it_fits_and_read_as_it_was_written()
    {
        byte[] binary = [0, 255, 254, 10, 13, 128];
        Reply first = await _agent.SendOutputAsync(_task, binary, 0);
        Reply second = await _agent.SendOutputAsync(_task, "more"u8.ToArray(), binary.Length);
        await _agent.SendOutputAsync(_task, "error"u8.ToArray(), 0, "stderr");

        Reply output = await _server.Admin.GetAsync(Path);
        Reply stderr = await _server.Admin.GetAsync(Path + "?stream=stderr");

        Assert.Equal(("""{"have":6}""", """{"have":10}"""), (first.Body, second.Body));
        Assert.Equal([.. binary, .. "more"u8], output.Bytes);
        Assert.Equal("error", stderr.Body);
        Assert.Equal("text/plain", output.ContentHeaders.ContentType?.MediaType);
        Assert.Equal("nosniff", output.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("application/octet-stream",
            (await _server.Admin.GetAsync(Path, ("Accept", "application/octet-stream"))).ContentHeaders.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_chunk_that_does_not_fit_is_answered_with_where_to_go_on()
    {
        await _agent.SendOutputAsync(_task, "abc"u8.ToArray(), 0);

        Problem repeated = (
            await _agent.SendOutputAsync(_task, "abc"u8.ToArray(), 0)).AsProblem(409, "output_gap");
        Problem ahead = (
            await _agent.SendOutputAsync(_task, "xyz"u8.ToArray(), 5)).AsProblem(409, "output_gap");

        Assert.Equal((3L, 3L), (repeated.Have, ahead.Have));
        Assert.Equal("abc", (await _server.Admin.GetAsync(Path)).Body);
    }

    [Fact]
    public async Task A_late_chunk_of_an_attempt_that_is_over_is_welcome()
    {
        await _agent.EndAsync(_task, output: 3);

        Reply late = await _agent.SendOutputAsync(_task, "abc"u8.ToArray(), 0);

        Assert.Equal(200, late.Status);
        Assert.True((await _server.Admin.TaskAsync(_task)).OutputComplete);
    }

    [Fact]
    public async Task Output_of_somebody_else_s_attempt_is_refused()
    {
        AgentDriver other = await _server.EnrollAsync("other");

        (await other.SendOutputAsync(_task, [1], 0)).AsProblem(404, "no_such_attempt");
        (await _agent.SendOutputAsync(_task, [1], 0, attempt: 2)).AsProblem(404, "no_such_attempt");
        (await _agent.SendOutputAsync(TaskId.Derive("none"), [1], 0)).AsProblem(404, "no_such_attempt");
        Assert.Empty((await _server.Admin.GetAsync(Path)).Bytes);
    }

    [Fact]
    public async Task A_chunk_over_the_limit_is_refused()
    {
        Reply largest = await _agent.SendOutputAsync(_task, new byte[Limits.OutputChunkBytes], 0);
        Reply larger = await _agent.SendOutputAsync(
            _task, new byte[Limits.OutputChunkBytes + 1], Limits.OutputChunkBytes);

        Assert.Equal(200, largest.Status);
        larger.AsProblem(413, "too_large");
    }

    [Fact]
    public async Task Parts_are_read_by_offset_or_by_range()
    {
        await _agent.SendOutputAsync(_task, "0123456789"u8.ToArray(), 0);

        Reply part = await _server.Admin.GetAsync(Path, ("Range", "bytes=2-4"));

        Assert.Equal(
            (206, "234", "bytes 2-4/10"),
            (part.Status, part.Body, part.ContentHeaders.ContentRange?.ToString()));
        Assert.Equal("789", (await _server.Admin.GetAsync(Path, ("Range", "bytes=-3"))).Body);
        Assert.Equal("6789", (await _server.Admin.GetAsync(Path + "?from=6")).Body);
        Reply end = await _server.Admin.GetAsync(Path + "?from=10");
        Assert.Equal((200, 0), (end.Status, end.Bytes.Length));
    }

    [Theory]
    [InlineData("?from=11", null, 416, "beyond_the_end")]
    [InlineData("", "bytes=10-", 416, "beyond_the_end")]
    [InlineData("?from=-1", null, 400, "invalid_offset")]
    [InlineData("?from=x", null, 400, "invalid_offset")]
    [InlineData("?attempt=0", null, 400, "invalid_attempt")]
    [InlineData("?attempt=x", null, 400, "invalid_attempt")]
    [InlineData("?attempt=2", null, 404, "no_such_attempt")]
    [InlineData("?stream=stdin", null, 400, "invalid_stream")]
    public async Task Bytes_that_can_not_be_are_refused(string query, string? range, int status, string code)
    {
        await _agent.SendOutputAsync(_task, "0123456789"u8.ToArray(), 0);

        (await _server.Admin.GetAsync(Path + query, range is null ? [] : [("Range", range)])).AsProblem(status, code);
    }

    [Fact]
    public async Task A_large_output_is_read_whole()
    {
        byte[] chunk = new byte[Limits.OutputChunkBytes];
        Random.Shared.NextBytes(chunk);
        for (int i = 0; i < 8; i++) await _agent.SendOutputAsync(_task, chunk, (long)i * chunk.Length);

        Reply output = await _server.Admin.GetAsync(Path);

        Assert.Equal(8 * chunk.Length, output.Bytes.Length);
        Assert.Equal(chunk, output.Bytes[^chunk.Length..]);
    }

    [Fact]
    public async Task Output_is_followed_to_its_end()
    {
        await _agent.SendOutputAsync(_task, "abc"u8.ToArray(), 0);
        await using EventReader events = await EventReader.OpenAsync(_server.Admin, Path);
        SseItem<string>? first = await events.NextAsync();
        await _agent.SendOutputAsync(_task, [0xE2, 0x82], 3);
        SseItem<string>? second = await events.NextAsync();
        await _agent.EndAsync(_task, output: 6);
        await _agent.SendOutputAsync(_task, [0xAC], 5);
        SseItem<string>? third = await events.NextAsync();

        Assert.Equal(("output", "1:3", "abc"), (first?.EventType, first?.EventId, Text(first)));
        Assert.Equal("1:5", second?.EventId);
        Assert.Equal("1:6", third?.EventId);
        JsonElement end = await events.NextAsync("end");
        Assert.Equal(
            (6L, true), (end.GetProperty("bytes").GetInt64(), end.GetProperty("complete").GetBoolean()));
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task Following_ends_within_thirty_seconds_after_its_credential_was_revoked_however_much_is_written()
    {
        await using EventReader events = await EventReader.OpenAsync(_server.Admin, Path);
        await _server.Services.GetRequiredService<IAccessStore>().RevokeAsync(
            PrincipalKind.Admin, AccessService.Admin);

        int told = 0;
        for (int second = 0; second < 30; second++)
        {
            await _server.AdvanceAsync(TimeSpan.FromSeconds(1));
            await _agent.SendOutputAsync(_task, "x"u8.ToArray(), second);
            if (await events.NextAsync() is null) break;
            told++;
        }

        Assert.InRange(told, 1, 29);
    }

    [Fact]
    public async Task Following_goes_on_where_it_was()
    {
        await _agent.SendOutputAsync(_task, "0123456789"u8.ToArray(), 0);
        await _agent.EndAsync(_task, output: 10);

        await using EventReader resumed = await EventReader.OpenAsync(
            _server.Admin, Path, ("Last-Event-ID", "1:4"));
        await using EventReader late = await EventReader.OpenAsync(_server.Admin, Path + "?attempt=1&from=8");

        Assert.Equal("456789", Text(await resumed.NextAsync()));
        Assert.Equal("89", Text(await late.NextAsync()));
    }

    [Fact]
    public async Task Following_an_output_that_never_came_ends_with_the_task()
    {
        TaskView task = (await _server.Admin.SubmitAsync("""{"kind": "claude", "prompt": "x"}""")).As(TaskSyncJsonContext.Default.TaskView);
        await using EventReader events = await EventReader.OpenAsync(
            _server.Admin, $"/api/tasks/{task.TaskId}/output");

        await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel");

        JsonElement end = await events.NextAsync("end");
        Assert.Equal(
            (0, true), (end.GetProperty("attempt").GetInt32(), end.GetProperty("complete").GetBoolean()));
    }

    [Fact]
    public async Task Following_a_forced_end_says_that_more_may_be_missing()
    {
        await _agent.SendOutputAsync(_task, "abc"u8.ToArray(), 0);
        await using EventReader events = await EventReader.OpenAsync(_server.Admin, Path);
        await events.NextAsync();

        await _server.Admin.PostAsync($"/api/tasks/{_task}/cancel", """{"force": true}""");

        Assert.False((await events.NextAsync("end")).GetProperty("complete").GetBoolean());
    }

    private static string Text(SseItem<string>? item) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(item!.Value.Data));
}
