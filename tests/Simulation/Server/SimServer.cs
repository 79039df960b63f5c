using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Storage;
using TaskSync.Core.Ports;
using TaskSync.Embedded;
using TaskSync.Grains;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Time;
using TaskSync.Storage;

namespace TaskSync.Simulation.Server;

/// <summary>
/// The server: the real grains on the real engine and the real storage, with the loops that a silo runs. It can be killed at any
/// moment; what it had committed is what the next one finds.
/// </summary>
internal sealed class SimServer(World world, SimSetup setup, AuthorityLog log, Statistics statistics) : IDisposable
{
    private ServiceProvider? _services;
    private SqliteStorage? _storage;
    private CallFaults? _calls;

    public Host Machine { get; } = new(world, "server machine");

    public Host? Process { get; private set; }

    public DiskFaults? Disk { get; private set; }

    /// <summary>Faults, which may be turned off for good.</summary>
    public Chaos Chaos { get; set; } = setup.Chaos;

    public LeaseOptions Options { get; } = setup.Leases;

    public bool IsUp => _services is not null;

    /// <summary>Until then neither the watcher nor the sweep runs, in the world's ticks.</summary>
    public long WatchersAwayUntil { get; set; }

    /// <summary>Until when it may have given everybody grace, after it was away for however short a time.</summary>
    public long GraceFrom { get; private set; }

    /// <summary>Since when it must have given everybody grace, because it was away for more than half a lease.</summary>
    public long SureGraceFrom { get; private set; }

    /// <summary>When something last went wrong within it, so that what is promised within a second may take longer.</summary>
    public long TroubleAt => Math.Max(Disk!.LastAt, _calls!.LastAt);

    public IGrainFactory Grains => Get<IGrainFactory>();

    public AgentProtocol Protocol => Get<AgentProtocol>();

    public LeaseWatcher Watcher => Get<LeaseWatcher>();

    public LeaseBook Book => Get<LeaseBook>();

    public FleetBoard Fleet => Get<FleetBoard>();

    public ICatalogReader Catalog => Get<ICatalogReader>();

    public IFeedReader Feed => Get<IFeedReader>();

    public T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    /// <summary>Something made it miss its agents; it notices with the watcher's next pass.</summary>
    /// <param name="away">How long it was away, or by how much its clock jumped.</param>
    /// <param name="until">When it was back, in the world's ticks; null for now.</param>
    public void WasAway(TimeSpan away, long? until = null)
    {
        // An agent that nobody has seen since a start is watched from the sweep's next pass on.
        long back = (until ?? world.Now) + Options.Sweep.Ticks + (Options.Watch.Ticks * 2);
        GraceFrom = Math.Max(GraceFrom, back);
        if (away > Options.GapThatGrantsGrace + TimeSpan.FromSeconds(1)) SureGraceFrom = Math.Max(SureGraceFrom, until ?? world.Now);
    }

    public void Start()
    {
        if (IsUp) return;
        world.Log("server: starts");
        statistics.Count("server_started");
        Process = new Host(world, "server", Machine);
        WasAway(TimeSpan.MaxValue);
        _calls = new CallFaults(world, () => Chaos, statistics);
        Disk = new DiskFaults(world, Process, () => Chaos, statistics);
        _storage = SqliteStorage.Open(
            new StorageOptions { Folder = setup.Folder, Durable = false, Inline = true, Readers = 1 }, Process);
        _services = Compose(_storage, Process, Disk).BuildServiceProvider();
        EmbeddedEngine engine = Get<EmbeddedEngine>();
        Process.Start(() => engine.StartAsync(CancellationToken.None));
        Process.Start(() => Repeat(Options.Watch, _ => Watcher.PassAsync(), Process));
        Process.Start(() => Repeat(Options.Sweep, cancel => Get<Sweep>().PassAsync(cancel), Process));
    }

    /// <summary>It is killed: what was in memory or under way is gone.</summary>
    public void Crash()
    {
        if (!IsUp) return;
        world.Log("server: is killed");
        Get<EmbeddedEngine>().Crash();
        Process!.Kill();
        _storage!.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _services = null;
    }

    /// <summary>Does something on the server's behalf, such as a request; its end is never heard of if the server is killed.</summary>
    public void Serve(Func<Task> work)
    {
        Host process = Process!;
        // Through the process's own timers: a suspended server takes a request when it is back.
        process.After(TimeSpan.Zero, () => process.Start(work));
    }

    public void Dispose()
    {
        Crash();
        if (Directory.Exists(setup.Folder)) Directory.Delete(setup.Folder, recursive: true);
    }

    private IServiceCollection Compose(SqliteStorage storage, Host process, DiskFaults disk) => new ServiceCollection()
        .AddSingleton<TimeProvider>(process)
        .AddSingleton<ILoggerProvider>(new TraceLogger(world))
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
        .AddSingleton<IDispatchCatalog>(new FaultyCatalog(storage.Dispatch, disk))
        .AddSingleton(storage.Catalog)
        .AddSingleton(storage.Presence)
        .AddSingleton(storage.Feed)
        .AddSingleton(storage.Reminders)
        .AddKeyedSingleton<IGrainStorage>(
            StorageServices.CatalogName, setup.Mutation.Wrap(new FaultyStorage(storage.GrainStorage, disk, log), process))
        .AddTaskSyncGrains(Options)
        .AddEmbeddedEngine(engine =>
        {
            engine.AddGrains(typeof(ITaskGrain).Assembly);
            engine.Scheduler = process.Scheduler;
            engine.Filter = _calls;
        });

    private async Task Repeat(TimeSpan period, Func<CancellationToken, Task> pass, Host process)
    {
        while (true)
        {
            try
            {
                if (world.Now >= WatchersAwayUntil) await pass(CancellationToken.None);
            }
            catch (IOException)
            {
                // As in the silo: the pass that failed is followed by the next.
            }
            await Task.Delay(period, process);
        }
    }
}
