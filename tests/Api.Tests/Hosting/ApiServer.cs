using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskSync.Api.Access;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Views;
using TaskSync.Grains;
using TaskSync.Grains.Leases;
using TaskSync.Storage;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>
/// The real front door before the real grains, engine and storage, in this process and on a clock that only
/// tests move. No port is opened and nothing runs by itself: the passes of the lease watcher are made by <see
/// cref="AdvanceAsync"/>.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private ApiServer(WebApplication app, string folder, TestClock clock, CapturedLog log) =>
        (_app, _folder, Clock, Log) = (app, folder, clock, log);

    public TestClock Clock { get; }

    public CapturedLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public TestServer Server => _app.GetTestServer();

    public string TokenFile => Path.Combine(_folder, "admin.token");

    public string Folder => _folder;

    /// <summary>Speaks with the admin's token.</summary>
    public ApiClient Admin { get; private set; } = null!;

    public static async Task<ApiServer> StartAsync(
        ApiSettings? settings = null, Action<IServiceCollection>? replace = null)
    {
        string folder = Directory.CreateTempSubdirectory("tasksync-api-").FullName;
        var clock = new TestClock(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var log = new CapturedLog();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock)
            .AddSqliteStorage(new StorageOptions { Folder = folder, Durable = false })
            .AddEmbeddedEngine(engine => engine.AddGrains(typeof(ITaskGrain).Assembly))
            .AddTaskSyncGrains()
            .AddTaskSyncApi(settings ?? new ApiSettings());
        replace?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.MapTaskSync();
        await app.StartAsync();
        var server = new ApiServer(app, folder, clock, log);
        await app.Services.GetRequiredService<AccessService>().EnsureAdminTokenAsync(server.TokenFile);
        server.Admin = server.Client((await File.ReadAllTextAsync(server.TokenFile)).Trim());
        return server;
    }

    /// <summary>A client with this token; without one, nobody.</summary>
    public ApiClient Client(string? token = null) => new(Server.CreateClient(), token);

    /// <summary>Enrols an agent that has not been heard yet.</summary>
    public async Task<AgentDriver> EnrollAsync(string name = "laptop", AgentOffer? offer = null)
    {
        InviteView invite = await Admin.PostAsync(
            "/api/agents/invites", TaskSyncJsonContext.Default.InviteView);
        EnrollAnswer answer = await Client().PostAsync("/api/agents/enroll",
            new EnrollRequest { Code = invite.Code, Name = name, MachineId = "machine" },
            TaskSyncJsonContext.Default.EnrollRequest, TaskSyncJsonContext.Default.EnrollAnswer);
        return new AgentDriver(Client(answer.Token), answer, offer ?? AgentDriver.PlainOffer);
    }

    /// <summary>Enrols an agent and lets it be heard.</summary>
    public async Task<AgentDriver> ConnectAsync(string name = "laptop", AgentOffer? offer = null)
    {
        AgentDriver agent = await EnrollAsync(name, offer);
        await agent.SyncAsync();
        await agent.SyncAsync();
        return agent;
    }

    /// <summary>Lets time pass, with the lease watcher looking as often as it does in life.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        LeaseWatcher watcher = Services.GetRequiredService<LeaseWatcher>();
        for (TimeSpan passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromSeconds(1))
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await watcher.PassAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
