using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

/// <summary>What this process remembers of tasks that it has only just stored; another database may forget them.</summary>
public class NewTaskSpecs
{
    [Fact]
    public async Task The_change_of_a_new_task_is_known_without_a_read()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        await open.States.WriteTaskAsync(task, etag: null);

        long? change = open.Storage.Catalog.RecallChange(task.Id, task.Version);

        Assert.Equal((await open.Storage.Catalog.FindTaskAsync(task.Id))!.Change, change);
        Assert.Null(open.Storage.Catalog.RecallChange(task.Id, task.Version + 1));
    }

    [Fact]
    public async Task The_change_of_a_task_that_was_not_stored_is_not_known()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);
        TaskSnapshot other = Work.Queued() with { Id = TaskId.Derive("other") };
        await Assert.ThrowsAsync<StorageConflictException>(() => open.States.WriteTaskAsync(other, etag: null));

        Assert.Null(open.Storage.Catalog.RecallChange(other.Id, other.Version));
    }
}
