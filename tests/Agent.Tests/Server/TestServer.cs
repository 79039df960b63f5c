using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Tests;

namespace TaskSync.Agent.Tests.Server;

/// <summary>What goes wrong with a call.</summary>
internal enum Fault
{
    None,

    /// <summary>The server hears it, and the answer is lost.</summary>
    LoseAnswer,

    /// <summary>The server hears it twice.</summary>
    Duplicate,

    /// <summary>The server says 500 and does nothing.</summary>
    Fail,

    /// <summary>The server says 401.</summary>
    Unauthorized,

    /// <summary>The server says that it has heard a newer sync.</summary>
    Stale,

    /// <summary>The server says that another process speaks for the agent.</summary>
    Twin,
}

/// <summary>The authority behind real HTTP.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Code = "one-use-code";
    public const string Token = "the-agents-token";

    private WebApplication? _app;

    public Authority Authority { get; } = new();

    /// <summary>What goes wrong with the n-th sync; n counts from 1.</summary>
    public Func<int, Fault> SyncFault { get; set; } = _ => Fault.None;

    public Func<int, Fault> OutputFault { get; set; } = _ => Fault.None;

    /// <summary>Where it listens, also after a restart.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{LoopbackPorts.Free()}");

    private int _syncs;
    private int _chunks;

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url.ToString());
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapGet("/health/ready", () => Results.Ok());
        _app.MapPost("/api/agents/enroll", (Delegate)EnrollAsync);
        RouteGroupBuilder agent = _app.MapGroup($"/api/agents/{Authority.Agent}").AddEndpointFilter(Authenticate);
        agent.MapPost("/sync", (Delegate)SyncAsync);
        agent.MapGet("/work", (Delegate)WorkAsync);
        agent.MapPost("/output/{task}/{attempt:int}", OutputAsync);
        await _app.StartAsync();
    }

    /// <summary>Away: connections are refused until it is started again.</summary>
    public async Task StopAsync()
    {
        if (_app is null) return;
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private static ValueTask<object?> Authenticate(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers.Authorization == $"Bearer {Token}"
            ? next(context)
            : ValueTask.FromResult<object?>(Results.Problem("Who are you?", statusCode: 401));

    private static async Task<T> ReadAsync<T>(HttpContext context) =>
        (T)(await context.Request.ReadFromJsonAsync(typeof(T), TaskSyncJson.Options))!;

    private static IResult Json<T>(T value) => Results.Json(value, TaskSyncJson.Options);

    /// <summary>The name that the last enrolment gave.</summary>
    public string? EnrolledName { get; private set; }

    private async Task<IResult> EnrollAsync(HttpContext context)
    {
        EnrollRequest request = await ReadAsync<EnrollRequest>(context);
        EnrolledName = request.Name;
        return request.Code == Code
            ? Json(new EnrollAnswer { AgentId = Authority.Agent, Token = Token })
            : Results.Problem("This code is used.", statusCode: 403);
    }

    private async Task<IResult> SyncAsync(HttpContext context)
    {
        SyncRequest request = await ReadAsync<SyncRequest>(context);
        Fault fault = SyncFault(Interlocked.Increment(ref _syncs));
        if (Refusal(fault) is { } refused) return refused;
        SyncAnswer answer = Authority.Sync(request);
        if (fault == Fault.Duplicate) answer = Authority.Sync(request);
        if (fault == Fault.LoseAnswer) context.Abort();
        return Json(answer);
    }

    private async Task<IResult> WorkAsync(HttpContext context)
    {
        while (!Authority.HasWork)
        {
            await Authority.Changed.WaitAsync(context.RequestAborted);
        }
        return Json(new WorkSignal { Wake = true });
    }

    private async Task<IResult> OutputAsync(HttpContext context, string task, int attempt, long from, string stream)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Fault fault = OutputFault(Interlocked.Increment(ref _chunks));
        if (Refusal(fault) is { } refused) return refused;
        Assert.True(TaskId.TryParse(task, out TaskId id));
        Assert.True(Words.TryParse(stream, out OutputStream which));
        AppendResult result = Authority.Append(new OutputKey(id, attempt, which), from, body.ToArray());
        if (fault == Fault.LoseAnswer) context.Abort();
        return Results.Json(new Dictionary<string, long> { ["have"] = result.Have },
            statusCode: result.Taken ? (int)HttpStatusCode.OK : (int)HttpStatusCode.Conflict);
    }

    private static IResult? Refusal(Fault fault) => fault switch
    {
        Fault.Fail => Results.Problem("Something is broken.", statusCode: 500),
        Fault.Unauthorized => Results.Problem("The credential is revoked.", statusCode: 401),
        Fault.Twin => Results.Problem("Another process speaks for this agent.", statusCode: 409,
            extensions: new Dictionary<string, object?> { ["code"] = "duplicate_identity" }),
        Fault.Stale => Results.Problem("A newer sync was heard.", statusCode: 409,
            extensions: new Dictionary<string, object?> { ["code"] = "stale" }),
        _ => null,
    };
}
