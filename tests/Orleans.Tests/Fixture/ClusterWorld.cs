using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Grains;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;
using TaskSync.Grains.Tests.Fixture;
using TaskSync.Postgres;
using TaskSync.Silo.Engines;
using TaskSync.Storage;
using TaskSync.Storage.Tests;

namespace TaskSync.Orleans.Tests.Fixture;

/// <summary>
/// The real grains on two silos, each with its own connections to one PostgreSQL, and a clock that moves when it is
/// told to. What a silo does for itself, such as finding out that another one is dead, takes real time.
/// </summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    /// <summary>Far more than any step takes, so that what hangs fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _database = PostgresServer.Shared.Database(PostgresServer.NewName());
    private readonly InProcessTestCluster _cluster;
    private readonly LeaseOptions _options = new();
    private readonly TestNews _news;

    private ClusterWorld()
    {
        _news = new(Time);
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) => Configure(silo));
        _cluster = builder.Build();
    }

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public TestDisk Disk { get; } = new();

    /// <summary>How many silos live.</summary>
    public int Nodes => _cluster.Silos.Count;

    public static async Task<ClusterWorld> StartAsync()
    {
        var world = new ClusterWorld();
        await world._cluster.DeployAsync();
        return world;
    }

    private static SessionId Session => SessionId.Derive("test", "talk");

    private static SubmitCommand Command(string key, string hash = "hash") => new(
        TaskId.Derive("test", key),
        new TaskSpec { Kind = TaskKind.Command, Argv = ["true"], Title = key },
        hash, "test", false);

    /// <summary>The services of one node; the count goes round.</summary>
    public T On<T>(int node) where T : notnull =>
        _cluster.Silos[node % Nodes].ServiceProvider.GetRequiredService<T>();

    public ITaskGrain Task(TaskId id, int node = 0) => On<IGrainFactory>(node).GetGrain<ITaskGrain>(id.Value);

    public IAgentGrain Agent(AgentId id) => On<IGrainFactory>(0).GetGrain<IAgentGrain>(id.Value);

    public Task<SubmitOutcome> Submit(string key, int node = 0, string hash = "hash") =>
        On<IGrainFactory>(node).GetGrain<ISessionGrain>(Session.Value).Submit(Command(key, hash));

    /// <summary>Submits a task that founds a session of its own.</summary>
    public Task<SubmitOutcome> SubmitTo(string session, int node) => On<IGrainFactory>(node)
        .GetGrain<ISessionGrain>(SessionId.Derive("test", session).Value).Submit(Command(session));

    /// <summary>Whom a session that lives on a node would wake for such a task.</summary>
    public AgentId? Choose(int node) => On<FleetBoard>(node).Choose(Command("any").Spec, home: null);

    public async Task<TaskSnapshot> Read(TaskId id) => (await On<ICatalogReader>(0).FindTaskAsync(id))!.Task;

    /// <summary>The node on which an agent's grain lives, as the lease books have it.</summary>
    public int NodeOf(AgentId agent) =>
        Enumerable.Range(0, Nodes).Single(node => On<LeaseBook>(node).Watches(agent));

    /// <summary>The nodes tell each other what they know of their agents.</summary>
    public async Task Talk()
    {
        // Twice, so that the first one, too, hears what the last one told.
        for (int i = 0; i < 2 * Nodes; i++) await On<NewsExchange>(i).PassAsync();
    }

    /// <summary>Lets time pass as on servers: a node's watcher looks all the time, its sweep now and then.</summary>
    public async Task Live(TimeSpan time)
    {
        for (TimeSpan lived = TimeSpan.Zero; lived < time; lived += _options.Watch)
        {
            Time.Advance(_options.Watch);
            for (int node = 0; node < Nodes; node++)
            {
                await On<LeaseWatcher>(node).PassAsync();
                if (lived.Ticks % NewsExchange.Every.Ticks == 0) await On<NewsExchange>(node).PassAsync();
                if (lived.Ticks % _options.Sweep.Ticks == 0) await On<Sweep>(node).PassAsync();
            }
        }
    }

    /// <summary>A node is shut down: its grains go elsewhere.</summary>
    public Task StopNode(int node) => _cluster.StopSiloAsync(_cluster.Silos[node]);

    /// <summary>A node is gone without a word.</summary>
    public Task KillNode(int node) => _cluster.KillSiloAsync(_cluster.Silos[node]);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private void Configure(ISiloBuilder silo)
    {
        silo.UseInMemoryReminderService();
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(1);
        });
        silo.Services
            .AddSingleton<TimeProvider>(Time)
            .UseTimeProviderForBackgroundAreas(TimeProvider.System)
            .AddPostgresStorage(new PostgresOptions { ConnectionString = _database })
            .AddKeyedSingleton<IGrainStorage>(StorageServices.CatalogName, (provider, _) =>
                Disk.Around(provider.GetRequiredService<PostgresStorage>().GrainStorage))
            // Those of the database are as old as its own clock says, and that one goes on by itself.
            .AddSingleton<IAgentNews>(_news)
            .AddTaskSyncGrains(_options)
            .AddNewsExchange()
            .AddSingleton<ISweepTurn, OldestNodeSweeps>()
            .AddGrainMessages();
    }
}
