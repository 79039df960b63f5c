using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;
using TaskSync.Tests;

namespace TaskSync.Cli.Tests.Fakes;

/// <summary>A server that keeps a few tasks and can lose answers, cut them and go away.</summary>
internal sealed partial class FakeServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskView> byKey = new();
    private readonly ConcurrentDictionary<TaskId, TaskView> tasks = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> faults = new();
    private TaskCompletionSource changed = new();
    private WebApplication? app;

    private FakeServer() { }

    /// <summary>Where it listens, also when it has come back.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{LoopbackPorts.Free()}/");

    /// <summary>Every call, as <c>METHOD path</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Where each follower of an output wanted to go on.</summary>
    public ConcurrentQueue<string?> Places { get; } = new();

    public ConcurrentQueue<string?> Keys { get; } = new();

    public ConcurrentQueue<string?> Authorizations { get; } = new();

    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The one session that there is.</summary>
    public SessionSummary Session { get; set; } = Views.Session();

    /// <summary>Whether it hears calls and answers none.</summary>
    public bool IsMute { get; set; }

    /// <summary>Completed when a call is held open because nothing has changed.</summary>
    public TaskCompletionSource Held { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<FakeServer> StartAsync()
    {
        FakeServer server = new();
        await server.ComeBackAsync();
        return server;
    }

    /// <summary>Starts again where it was.</summary>
    public async Task ComeBackAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Url.Port));
        app = builder.Build();
        app.Use(ServeAsync);
        await app.StartAsync();
    }

    /// <summary>Stops, and breaks the calls that it holds.</summary>
    public async Task GoAwayAsync()
    {
        if (app is null) return;
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync() => await GoAwayAsync();

    /// <summary>Does what the next call asks, but its answer never arrives.</summary>
    public void LoseNextAnswer() => faults.Enqueue(async http =>
    {
        using MemoryStream nowhere = new();
        http.Response.Body = nowhere;
        await AnswerAsync(http);
        http.Abort();
    });

    /// <summary>Answers the next call with a problem, and does nothing.</summary>
    public void RefuseNext(int status, string title, string? detail = null) => faults.Enqueue(http =>
    {
        http.Response.StatusCode = status;
        return WriteProblemAsync(http, title, detail);
    });

    /// <summary>Answers the next call with a text of its own.</summary>
    public void AnswerNext(string text) => faults.Enqueue(http => http.Response.WriteAsync(text));

    /// <summary>Puts a task there, or changes it; held calls are answered.</summary>
    public void Put(TaskView task)
    {
        long version = tasks.TryGetValue(task.TaskId, out TaskView? before) ? before.Version + 1 : 1;
        tasks[task.TaskId] = task with { Version = version };
        Interlocked.Exchange(ref changed, new TaskCompletionSource()).TrySetResult();
    }

    private async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        Calls.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        Authorizations.Enqueue(http.Request.Headers.Authorization);
        Places.Enqueue(http.Request.Headers["Last-Event-ID"]);
        if (IsMute) await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else await (faults.TryDequeue(out Func<HttpContext, Task>? fault) ? fault(http) : AnswerAsync(http));
    }

    private static Task WriteProblemAsync(HttpContext http, string title, string? detail) =>
        http.Response.WriteAsJsonAsync(
            new { title, detail, status = http.Response.StatusCode, code = "refused" },
            options: null, contentType: "application/problem+json");
}
