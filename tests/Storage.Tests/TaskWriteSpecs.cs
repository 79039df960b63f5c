using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

public sealed class TaskWriteSpecs
{
    [Fact]
    public async Task A_task_is_read_as_it_was_written()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued(spec: new()
        {
            Kind = TaskKind.Claude, Prompt = "Fix the \"tests\" – bitte", Labels = ["gpu"], Cwd = "/work", Title = "",
            Env = new Dictionary<string, string> { ["A"] = "b" },
        });

        string etag = await open.States.WriteTaskAsync(task, etag: null);
        Stored<TaskSnapshot>? stored = await open.States.ReadTaskAsync(task.Id);

        Assert.Equal("1", etag);
        Assert.Equal(etag, stored!.ETag);
        Assert.Equivalent(task, stored.State, strict: true);
    }

    [Fact]
    public async Task A_task_that_is_there_is_not_created_again()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);

        await Assert.ThrowsAsync<StorageConflictException>(() => open.States.WriteTaskAsync(Work.Queued(), etag: null));
    }

    [Fact]
    public async Task A_place_in_a_session_is_given_once()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);
        TaskSnapshot other = Work.Queued() with { Id = TaskId.Derive("other") };

        await Assert.ThrowsAsync<StorageConflictException>(() => open.States.WriteTaskAsync(other, etag: null));

        Assert.Null(await open.States.ReadTaskAsync(other.Id));
    }

    [Fact]
    public async Task A_write_of_what_has_changed_meanwhile_is_lost()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        string etag = await open.States.WriteTaskAsync(task, etag: null);
        await open.States.WriteTaskAsync(task.Offered("a"), etag);

        var lost = await Assert.ThrowsAsync<StorageConflictException>(() => open.States.WriteTaskAsync(task.Offered("b"), etag));

        Assert.Equal(("2", "1"), (lost.Stored, lost.Expected));
        Assert.Equal(Work.Agent("a"), (await open.States.ReadTaskAsync(task.Id))!.State.AgentId);
    }

    [Fact]
    public async Task One_write_may_carry_several_decisions()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        string etag = await open.States.WriteTaskAsync(task, etag: null);

        Assert.Equal("4", await open.States.WriteTaskAsync(task.Offered().Started().Ended(), etag));
    }

    [Fact]
    public async Task Of_many_writers_of_one_version_one_wins_and_the_others_hear_that_they_lost()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        string etag = await open.States.WriteTaskAsync(task, etag: null);

        Task<string>[] all = [.. Enumerable.Range(0, 40).Select(i => open.States.WriteTaskAsync(task.Offered($"{i}"), etag))];
        await Task.WhenAll(all.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));

        _ = Assert.Single(all, one => one.IsCompletedSuccessfully);
        Assert.All(all.Where(one => one.IsFaulted), one => Assert.IsType<StorageConflictException>(one.Exception!.InnerException));
    }

    [Fact]
    public async Task A_lost_write_costs_its_neighbours_in_the_batch_nothing()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("taken"), etag: null);

        Task<string>[] good = [.. Enumerable.Range(0, 50).Select(i => open.States.WriteTaskAsync(Work.Queued($"good {i}"), null))];
        Task<string> bad = open.States.WriteTaskAsync(Work.Queued("taken"), etag: null);
        Task<string>[] more = [.. Enumerable.Range(50, 50).Select(i => open.States.WriteTaskAsync(Work.Queued($"good {i}"), null))];

        await Task.WhenAll([.. good, .. more]);
        await Assert.ThrowsAsync<StorageConflictException>(() => bad);
        Assert.Equal(101, (await open.Storage.Catalog.ListTasksAsync(new() { Limit = 200 })).Tasks.Count);
    }
}
