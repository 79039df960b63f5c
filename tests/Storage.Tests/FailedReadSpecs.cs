using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

public sealed class FailedReadSpecs
{
    [Fact]
    public async Task A_read_that_failed_spoils_none_of_those_that_follow()
    {
        await using var open = OpenStorage.Create(options => options with { Readers = 1 });
        var claude = new TaskSpec { Kind = TaskKind.Claude, Prompt = "Hello" };
        await open.States.WriteTaskAsync(Work.Queued("one", 1, claude), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("one", 2, claude), etag: null);
        await open.ChangeAsync("UPDATE tasks SET doc = 'damaged'");
        await Assert.ThrowsAsync<StorageException>(
            () => open.Storage.Dispatch.ReadTurnAsync(Work.Session("one"), 2, 0).AsTask());

        IReadOnlyList<FeedRow> rows = await open.Storage.Feed.ReadAfterAsync(0, 10);

        Assert.Equal([1, 3, 4], rows.Select(row => row.Change));
    }

    [Fact]
    public async Task A_task_whose_labels_are_damaged_keeps_no_other_from_its_agent()
    {
        await using var open = OpenStorage.Create();
        var labelled = new TaskSpec { Kind = TaskKind.Command, Argv = ["true"], Labels = ["gpu"] };
        await open.States.WriteTaskAsync(Work.Queued("broken", 1, labelled), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("whole", 1, labelled), etag: null);
        await open.ChangeAsync("UPDATE tasks SET labels = '[\"gpu' WHERE title = 'broken 1'");

        IReadOnlyList<Candidate> found = await open.Storage.Dispatch.FindCandidatesAsync(
            Work.Agent("a"), new() { Slots = 1, Kinds = [TaskKind.Command], Labels = ["gpu"], Roots = ["/"] }, 10);

        Assert.Equal(Work.Task("whole", 1), Assert.Single(found).TaskId);
    }
}
