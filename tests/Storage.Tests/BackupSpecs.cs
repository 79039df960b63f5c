using Microsoft.Extensions.Time.Testing;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

public sealed class BackupSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Work.Start.AddDays(1));

    public BackupSpecs() => Directory.CreateDirectory(_folder.Root);

    [Fact]
    public async Task What_was_backed_up_comes_back_and_open_tasks_wait_for_a_person()
    {
        TaskSnapshot ended = Work.Queued("ended").Offered().Started().Ended();
        TaskSnapshot working = Work.Queued("working").Offered().Started();
        var key = new OutputKey(ended.Id, 1, OutputStream.Stdout);
        await using (var open = OpenStorage.Create())
        {
            await open.States.WriteTaskAsync(ended, etag: null);
            await open.States.WriteTaskAsync(working, etag: null);
            await open.States.WriteTaskAsync(Work.Queued("queued"), etag: null);
            await open.Storage.Output.AppendAsync(key, 0, "abc"u8.ToArray());
            await new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["backup.tar"]);
        }

        RestoreOutcome outcome = await CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["restored"], _clock);

        await using var restored = OpenStorage.Open(_folder["restored"]);
        Assert.Equal(2, outcome.HeldTasks);
        Assert.Equivalent(ended, (await restored.States.ReadTaskAsync(ended.Id))!.State, strict: true);
        Assert.Equal((TaskState.Unknown, TaskReason.Restored), await StateAsync(restored, working.Id));
        Assert.Equal((TaskState.Queued, TaskReason.Restored), await StateAsync(restored, Work.Task("queued", 1)));
        Assert.Equal("abc"u8.ToArray(), (await restored.Storage.Output.ReadAsync(key, 0, 10)).ToArray());
        Assert.Empty(await restored.Storage.Dispatch.FindCandidatesAsync(Work.Agent("a"), new() { Kinds = [TaskKind.Command] }, 10));
    }

    [Fact]
    public async Task What_people_came_in_with_ends_and_agents_that_are_let_in_again_are_named()
    {
        await using (var open = OpenStorage.Create())
        {
            await open.States.WriteAgentAsync(
                new() { Id = Work.Agent("a"), Name = "laptop", MachineId = "m", Version = 1 }, etag: null);
            IAccessStore access = open.Storage.Access;
            await access.AddAsync(new("admin", PrincipalKind.Admin, "admin", null));
            await access.AddAsync(new("page", PrincipalKind.Browser, "browser", _clock.GetUtcNow().AddDays(1)));
            await access.AddAsync(new("agent", PrincipalKind.Agent, Work.Agent("a").Value, null));
            await access.AddCodeAsync("invite", CodePurpose.Invite, _clock.GetUtcNow().AddHours(1));
            await new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["backup.tar"]);
        }

        RestoreOutcome outcome = await CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["restored"], _clock);

        await using var restored = OpenStorage.Open(_folder["restored"]);
        IAccessStore again = restored.Storage.Access;
        Assert.Equal(["laptop"], outcome.Agents);
        Assert.Null(await again.FindAsync("admin"));
        Assert.Null(await again.FindAsync("page"));
        Assert.NotNull(await again.FindAsync("agent"));
        Assert.False(await again.UseCodeAsync("invite", CodePurpose.Invite, _clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_task_whose_record_is_damaged_does_not_keep_the_others_from_coming_back()
    {
        await using (var open = OpenStorage.Create())
        {
            await open.States.WriteTaskAsync(Work.Queued("broken"), etag: null);
            await open.States.WriteTaskAsync(Work.Queued("whole"), etag: null);
            await open.ChangeAsync("UPDATE tasks SET doc = 'damaged' WHERE title = 'broken 1'");
            await new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["backup.tar"]);
        }

        RestoreOutcome outcome = await CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["restored"], _clock);

        await using var restored = OpenStorage.Open(_folder["restored"]);
        Assert.Equal(1, outcome.HeldTasks);
        Assert.Equal((TaskState.Queued, TaskReason.Restored), await StateAsync(restored, Work.Task("whole", 1)));
        Assert.Equal("damaged", await restored.AskTextAsync("SELECT doc FROM tasks WHERE title = 'broken 1'"));
    }

    [Fact]
    public async Task Cursors_up_to_the_backup_stay_good_and_later_ones_lead_to_a_reset()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("before"), etag: null);
        FeedCursor before = open.Storage.Feed.Head;
        await new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["backup.tar"]);
        await open.States.WriteTaskAsync(Work.Queued("after"), etag: null);
        FeedCursor after = open.Storage.Feed.Head;

        await CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["restored"], _clock);

        await using var restored = OpenStorage.Open(_folder["restored"]);
        Assert.Equal(after.Change, restored.Storage.Feed.Head.Change);
        Assert.Equal(before.Change, await restored.Storage.Feed.ResolveAsync(before));
        Assert.Null(await restored.Storage.Feed.ResolveAsync(after));
    }

    [Fact]
    public async Task A_backup_is_of_one_moment_while_others_write()
    {
        await using var open = OpenStorage.Create();
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null);
        });
        await open.Storage.Feed.WaitAsync(20, CancellationToken.None);
        await new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["backup.tar"]);
        await stop.CancelAsync();
        await writing;

        await CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["restored"], _clock);

        await using var restored = OpenStorage.Open(_folder["restored"]);
        long tasks = await CountAsync(restored, "tasks");
        Assert.InRange(tasks, 10, open.Storage.Counters.Writes(WriteKind.Task));
        Assert.Equal(tasks, await CountAsync(restored, "task_specs"));
        Assert.Equal(tasks, await CountAsync(restored, "sessions WHERE queued = 1"));
    }

    [Fact]
    public async Task A_backup_replaces_no_file_and_leaves_nothing_half()
    {
        await using var open = OpenStorage.Create();
        await File.WriteAllTextAsync(_folder["precious"], "mine");

        var refused = await Assert.ThrowsAsync<BackupException>(
            () => new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["precious"]));
        await Assert.ThrowsAsync<BackupException>(
            () => new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["no/such/folder/x.tar"]));

        Assert.Contains("there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["precious"]));
        Assert.Equal([_folder["precious"]], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task A_restore_replaces_no_folder()
    {
        await BackUpAsync();
        Directory.CreateDirectory(_folder["used"]);
        await File.WriteAllTextAsync(_folder["used/file"], "mine");

        await Assert.ThrowsAsync<BackupException>(
            () => CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["used"], _clock));

        Assert.Equal([_folder["used/file"]], Directory.GetFileSystemEntries(_folder["used"]));
    }

    [Fact]
    public async Task An_empty_folder_may_be_there_already()
    {
        await BackUpAsync();
        Directory.CreateDirectory(_folder["empty"]);

        await CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["empty"], _clock);

        await using var restored = OpenStorage.Open(_folder["empty"]);
        Assert.NotNull(await restored.States.ReadTaskAsync(Work.Task("one", 1)));
    }

    [Theory]
    [InlineData(0.3), InlineData(0.7), InlineData(0.97)]
    public async Task A_backup_that_was_cut_off_is_refused(double part)
    {
        await BackUpAsync();
        await using (FileStream file = File.OpenWrite(_folder["backup.tar"])) file.SetLength((long)(file.Length * part) / 512 * 512);

        await RefusesAsync();
    }

    [Fact]
    public async Task A_backup_with_a_flipped_bit_is_refused()
    {
        await BackUpAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_folder["backup.tar"]);
        bytes[bytes.Length / 3] ^= 4;
        await File.WriteAllBytesAsync(_folder["backup.tar"], bytes);

        await RefusesAsync();
    }

    [Fact]
    public async Task What_is_no_backup_is_refused()
    {
        await File.WriteAllTextAsync(_folder["backup.tar"], new string('x', 10_000));

        await RefusesAsync();
    }

    public void Dispose() => _folder.Dispose();

    private async Task BackUpAsync()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);
        await new CatalogBackup(open.Storage, _clock).WriteAsync(_folder["backup.tar"]);
    }

    private async Task RefusesAsync()
    {
        await Assert.ThrowsAsync<BackupException>(
            () => CatalogRestore.RestoreAsync(_folder["backup.tar"], _folder["restored"], _clock));
        Assert.Equal([_folder["backup.tar"]], Directory.GetFileSystemEntries(_folder.Root));
    }

    private static async Task<(TaskState State, TaskReason Hold)> StateAsync(OpenStorage open, TaskId id)
    {
        TaskSnapshot task = (await open.States.ReadTaskAsync(id))!.State;
        return (task.State, task.Hold);
    }

    private static async Task<long> CountAsync(OpenStorage open, string what) =>
        await open.Storage.CatalogDatabase.Readers.ReadAsync(
            what, static (reader, what) => reader.Ask($"SELECT count(*) FROM {what}"), CancellationToken.None);
}
