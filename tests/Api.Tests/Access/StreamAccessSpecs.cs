using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Tests.Access;

/// <summary>An answer that takes long, whatever it does meanwhile.</summary>
public sealed class StreamAccessSpecs : IAsyncLifetime
{
    /// <summary>A revocation acts within this everywhere.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private ApiServer _server = null!;
    private Caller _caller = null!;

    private AccessService Access => _server.Services.GetRequiredService<AccessService>();

    private StreamAccess Streams => _server.Services.GetRequiredService<StreamAccess>();

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        Credential credential = (await Access.FindAsync(await Access.AddBrowserAsync(default), default))!;
        _caller = new(credential, 0);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task One_that_never_looks_up_is_ended_when_its_credential_is_revoked()
    {
        Task<bool> answer = Streams.RunAsync(_caller, end => Task.Delay(Timeout.InfiniteTimeSpan, end), default);
        await Access.RevokeAsync(_caller.Credential, default);

        _server.Clock.Advance(Bound);

        Assert.False(await answer.WaitAsync(Bound));
    }

    [Fact]
    public async Task One_that_is_done_says_so() =>
        Assert.True(await Streams.RunAsync(_caller, _ => Task.CompletedTask, default));

    [Fact]
    public async Task One_that_fails_says_why() => await Assert.ThrowsAsync<InvalidDataException>(
        () => Streams.RunAsync(_caller, _ => throw new InvalidDataException(), default));

    [Fact]
    public async Task One_whose_caller_has_gone_is_ended()
    {
        using var gone = new CancellationTokenSource();
        Task<bool> answer = Streams.RunAsync(_caller, end => Task.Delay(Timeout.InfiniteTimeSpan, end), gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Bound));
    }
}
