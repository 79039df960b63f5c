using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Embedded;

namespace TaskSync.Storage.Tests.Grains;

public sealed class GrainStorageSpecs
{
    [Fact]
    public async Task A_task_grains_state_is_the_catalogs_task()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        GrainId id = GrainId.Create("task", task.Id.Value);
        var written = new GrainState<TaskSnapshot>(task);
        await open.Storage.GrainStorage.WriteStateAsync("task", id, written);
        var read = new GrainState<TaskSnapshot>();

        await open.Storage.GrainStorage.ReadStateAsync("task", id, read);

        Assert.Equal(("1", true), (written.ETag, written.RecordExists));
        Assert.Equal(("1", true), (read.ETag, read.RecordExists));
        Assert.Equivalent(task, read.State, strict: true);
        Assert.NotNull(await open.Storage.Catalog.FindTaskAsync(task.Id));
    }

    [Fact]
    public async Task A_read_without_a_record_leaves_the_state_as_it_is()
    {
        await using var open = OpenStorage.Create();
        var state = new GrainState<SessionSnapshot>(new() { Title = "untouched" }, "7");

        await open.Storage.GrainStorage.ReadStateAsync("session", GrainId.Create("session", Work.Session("s").Value), state);

        Assert.Equal(("untouched", (string?)null, false), (state.State!.Title, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task A_lost_write_is_an_inconsistent_state_with_both_versions()
    {
        await using var open = OpenStorage.Create();
        var agent = new AgentSnapshot { Id = Work.Agent("a"), Name = "a", Version = 1, Presence = Presence.Never };
        GrainId id = GrainId.Create("agent", agent.Id.Value);
        var first = new GrainState<AgentSnapshot>(agent);
        await open.Storage.GrainStorage.WriteStateAsync("agent", id, first);
        first.State = agent with { Version = 2 };
        await open.Storage.GrainStorage.WriteStateAsync("agent", id, first);
        var late = new GrainState<AgentSnapshot>(agent with { Version = 2, Name = "late" }, "1");

        var lost = await Assert.ThrowsAsync<InconsistentStateException>(
            () => open.Storage.GrainStorage.WriteStateAsync("agent", id, late));

        Assert.Equal(("2", "1"), (lost.StoredEtag, lost.CurrentEtag));
        Assert.Equal("1", late.ETag);
    }

    [Fact]
    public async Task A_first_write_of_what_is_there_is_an_inconsistent_state()
    {
        await using var open = OpenStorage.Create();
        GrainId id = GrainId.Create("task", Work.Task("one", 1).Value);
        await open.Storage.GrainStorage.WriteStateAsync("task", id, new GrainState<TaskSnapshot>(Work.Queued()));

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => open.Storage.GrainStorage.WriteStateAsync("task", id, new GrainState<TaskSnapshot>(Work.Queued())));
    }

    [Fact]
    public async Task A_cleared_state_is_gone()
    {
        await using var open = OpenStorage.Create();
        GrainId id = GrainId.Create("task", Work.Task("one", 1).Value);
        var state = new GrainState<TaskSnapshot>(Work.Queued());
        await open.Storage.GrainStorage.WriteStateAsync("task", id, state);
        var stale = new GrainState<TaskSnapshot>(state.State, "9");
        await Assert.ThrowsAsync<InconsistentStateException>(() => open.Storage.GrainStorage.ClearStateAsync("task", id, stale));

        await open.Storage.GrainStorage.ClearStateAsync("task", id, state);

        Assert.Equal((null, false), (state.ETag, state.RecordExists));
        Assert.Null(await open.Storage.Catalog.FindTaskAsync(Work.Task("one", 1)));
        Assert.Null(await open.Storage.Catalog.FindSessionAsync(Work.Session("one"), 1));
    }

    [Fact]
    public async Task A_state_under_another_grains_key_is_refused()
    {
        await using var open = OpenStorage.Create();
        GrainId other = GrainId.Create("task", Work.Task("other", 1).Value);

        await Assert.ThrowsAsync<ArgumentException>(
            () => open.Storage.GrainStorage.WriteStateAsync("task", other, new GrainState<TaskSnapshot>(Work.Queued())));
    }

    [Fact]
    public async Task Reminders_outlive_the_process()
    {
        using var folder = new TemporaryFolder();
        GrainId grain = GrainId.Create("agent", "a/with slash");
        var reminder = new Reminder(grain, "sweep", Work.Start, TimeSpan.FromMinutes(1));
        await using (var open = OpenStorage.Open(folder.Root))
        {
            await open.Storage.Reminders.UpsertAsync(reminder with { Period = TimeSpan.FromHours(1) }, CancellationToken.None);
            await open.Storage.Reminders.UpsertAsync(reminder, CancellationToken.None);
            await open.Storage.Reminders.UpsertAsync(reminder with { Name = "other" }, CancellationToken.None);
            await open.Storage.Reminders.DeleteAsync(grain, "other", CancellationToken.None);
            await open.Storage.Reminders.DeleteAsync(grain, "never there", CancellationToken.None);
        }

        await using var again = OpenStorage.Open(folder.Root);
        Assert.Equal([reminder], await again.Storage.Reminders.ReadAllAsync(CancellationToken.None));
        Assert.Equal([reminder], await again.Storage.Reminders.ReadAsync(grain, CancellationToken.None));
        Assert.Empty(await again.Storage.Reminders.ReadAsync(GrainId.Create("agent", "b"), CancellationToken.None));
    }

    [Fact]
    public async Task A_container_opens_the_folder_once_and_closes_it()
    {
        using var folder = new TemporaryFolder();
        await using (ServiceProvider services = new ServiceCollection()
            .AddSqliteStorage(new() { Folder = folder.Root, Durable = false }).BuildServiceProvider())
        {
            Assert.NotNull(services.GetRequiredKeyedService<IGrainStorage>(StorageServices.CatalogName));
            Assert.NotNull(services.GetRequiredService<IReminderTable>());
            Assert.Same(services.GetRequiredService<SqliteStorage>().Feed, services.GetRequiredService<IFeedReader>());
            Assert.NotNull(services.GetRequiredService<IDispatchCatalog>());
            Assert.NotNull(services.GetRequiredService<ICatalogReader>());
            Assert.NotNull(services.GetRequiredService<IPresenceLog>());
            Assert.NotNull(services.GetRequiredService<IOutputStore>());
            Assert.NotNull(services.GetRequiredService<IAccessStore>());
        }

        await using var again = OpenStorage.Open(folder.Root);
    }
}
