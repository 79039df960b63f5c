using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Output;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Output;

/// <summary>Somebody follows a long output, takes none of it, and loses the right to.</summary>
public sealed class RevokedReaderSpecs : IAsyncLifetime
{
    /// <summary>Within which a revocation has to act everywhere.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Pipe _body = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_follower_that_takes_nothing_is_ended_when_its_credential_is_revoked()
    {
        AccessService access = _server.Services.GetRequiredService<AccessService>();
        Credential credential = (await access.FindAsync(await access.AddBrowserAsync(default), default))!;
        Task following = Follow(await WriteMuchAsync(), credential);
        ReadResult first = await _body.Reader.ReadAsync().AsTask().WaitAsync(Bound);
        _body.Reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);

        await access.RevokeAsync(credential, default);
        _server.Clock.Advance(Bound);

        await following.WaitAsync(Bound);
    }

    private async Task<TaskId> WriteMuchAsync()
    {
        AgentDriver agent = await _server.ConnectAsync();
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await agent.StartAsync(task.TaskId);
        Assert.Equal(200, (await agent.SendOutputAsync(task.TaskId, new byte[200_000], 0)).Status);
        return task.TaskId;
    }

    private Task<IResult> Follow(TaskId task, Credential credential)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseBodyFeature>(new Body(_body.Writer));
        http.Features.Set(new Caller(credential, 0));
        return _server.Services.GetRequiredService<OutputFollowing>()
            .FollowAsync(task, OutputStream.Stdout, attempt: 0, from: 0, http, CancellationToken.None);
    }

    /// <summary>The answer's body is the pipe itself, which holds nothing that its reader did not take.</summary>
    private sealed class Body(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => writer.AsStream();

        public PipeWriter Writer => writer;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
