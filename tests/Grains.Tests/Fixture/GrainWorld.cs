using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Embedded;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;
using TaskSync.Storage;

namespace TaskSync.Grains.Tests.Fixture;

/// <summary>The real grains on the embedded engine and SQLite, on one thread, with a clock that only moves when it is told to.</summary>
internal sealed class GrainWorld : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tasksync-grains-{Guid.NewGuid():N}");
    private readonly SeededScheduler _scheduler = new(new Random(1));
    private SqliteStorage _storage = null!;
    private ServiceProvider _services = null!;
    private int _keys;

    public GrainWorld() => Start();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TestDisk Disk { get; } = new();

    public CallRecorder Calls { get; } = new();

    public LeaseOptions Options { get; } = new();

    public ICatalogReader Catalog => _storage.Catalog;

    public IReminderTable Reminders => _storage.Reminders;

    public LeaseBook Book => Get<LeaseBook>();

    public FleetBoard Fleet => Get<FleetBoard>();

    public static SessionId Session(string name = "talk") => SessionId.Derive("test", name);

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public ITaskGrain Task(TaskId id) => Get<IGrainFactory>().GetGrain<ITaskGrain>(id.Value);

    public ISessionGrain Talk(SessionId id) => Get<IGrainFactory>().GetGrain<ISessionGrain>(id.Value);

    public IAgentGrain Agent(AgentId id) => Get<IGrainFactory>().GetGrain<IAgentGrain>(id.Value);

    /// <summary>Runs a call to its end; time goes on only if it waits for time.</summary>
    public T Do<T>(Func<Task<T>> call)
    {
        Task<T> done = Start(call);
        for (int i = 0; i < 600 && !done.IsCompleted; i++) Pass(TimeSpan.FromMilliseconds(100));
        Assert.True(done.IsCompleted, "The call was not answered within a minute.");
        return done.GetAwaiter().GetResult();
    }

    public void Do(Func<Task> call) => Do(async () =>
    {
        await call();
        return true;
    });

    /// <summary>Begins a call and runs what can run without time going on.</summary>
    public Task<T> Start<T>(Func<Task<T>> call)
    {
        var done = new TaskCompletionSource<T>();
        _scheduler.Run(async () =>
        {
            try
            {
                done.SetResult(await call());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        _scheduler.RunUntilIdle();
        return done.Task;
    }

    /// <summary>Lets time pass, with nobody watching.</summary>
    public void Pass(TimeSpan time)
    {
        Time.Advance(time);
        _scheduler.RunUntilIdle();
    }

    /// <summary>Lets time pass as it does on a server: the watcher looks all the time, the sweep every few seconds.</summary>
    public void Live(TimeSpan time)
    {
        for (TimeSpan lived = TimeSpan.Zero; lived < time; lived += Options.Watch)
        {
            Pass(Options.Watch);
            Do(() => Get<LeaseWatcher>().PassAsync());
            if (lived.Ticks % Options.Sweep.Ticks == 0) Do(() => Get<Sweep>().PassAsync());
        }
    }

    public void Sweep() => Do(() => Get<Sweep>().PassAsync());

    public void Watch() => Do(() => Get<LeaseWatcher>().PassAsync());

    public TaskSnapshot Read(TaskId id) => Do(() => Catalog.FindTaskAsync(id).AsTask())!.Task;

    public SubmitOutcome Submit(SubmitCommand command, SessionId? session = null) =>
        Do(() => Talk(session ?? Session()).Submit(command));

    /// <summary>Submits a task that must be accepted.</summary>
    public TaskId Submit(SessionId? session = null, TaskSpec? spec = null)
    {
        SubmitOutcome outcome = Submit(Command($"key {++_keys}", spec), session);
        Assert.True(outcome is { Accepted: true, IsNew: true }, outcome.Why);
        return outcome.TaskId;
    }

    public static SubmitCommand Command(string key, TaskSpec? spec = null, string hash = "hash") =>
        new(TaskId.Derive("test", key), spec ?? new TaskSpec { Kind = TaskKind.Command, Argv = ["true"], Title = key }, hash, "test", false);

    public SessionOutcome Apply(SessionCommand command, SessionId? session = null) => Do(() => Talk(session ?? Session()).Apply(command));

    /// <summary>What a restored backup does to an open task, before any grain has read it.</summary>
    public void HoldRestored(TaskId id)
    {
        GrainId grain = GrainId.Create("task", id.Value);
        var stored = new GrainState<TaskSnapshot>();
        Do(() => _storage.GrainStorage.ReadStateAsync("task", grain, stored));
        var held = (TaskDecision.Moved)TaskMachine.Decide(stored.State, new TaskCommand.HoldRestored(), Time.GetUtcNow());
        stored.State = held.Next;
        Do(() => _storage.GrainStorage.WriteStateAsync("task", grain, stored));
    }

    /// <summary>The server is killed and started again on the same files.</summary>
    public void Restart()
    {
        Get<EmbeddedEngine>().Crash();
        Close();
        Start();
    }

    public void Dispose()
    {
        Get<EmbeddedEngine>().Crash();
        Close();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start()
    {
        _storage = SqliteStorage.Open(
            new StorageOptions { Folder = _folder, Durable = false, Inline = true, Readers = 1 }, Time);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(_storage.Dispatch)
            .AddSingleton(_storage.Catalog)
            .AddSingleton(_storage.Presence)
            .AddSingleton(_storage.Reminders)
            .AddKeyedSingleton<IGrainStorage>(StorageServices.CatalogName, Disk.Around(_storage.GrainStorage))
            .AddTaskSyncGrains(Options)
            .AddEmbeddedEngine(engine =>
            {
                engine.AddGrains(typeof(ITaskGrain).Assembly);
                engine.Scheduler = _scheduler;
                engine.Filter = Calls;
            })
            .BuildServiceProvider();
        Do(() => Get<EmbeddedEngine>().StartAsync(CancellationToken.None));
    }

    private void Close() => _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
