using TaskSync.Core.Tasks;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Tests;

public sealed class GroupWriterSpecs
{
    [Fact]
    public async Task What_waits_while_the_disk_works_is_committed_together()
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk });
        disk.Hold();
        Task<string> first = open.States.WriteTaskAsync(Work.Queued("first"), etag: null);
        await disk.Reached;
        Task[] others = [.. Enumerable.Range(0, 100).Select(i => open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null))];

        disk.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, 100], disk.Batches);
        Assert.Equal((2, 101), (open.Storage.Counters.Commits, open.Storage.Counters.Writes(WriteKind.Task)));
    }

    [Fact]
    public async Task No_commit_takes_more_than_its_limit()
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk });
        disk.Hold();
        Task first = open.States.WriteTaskAsync(Work.Queued("first"), etag: null);
        await disk.Reached;
        Task[] others = [.. Enumerable.Range(0, 1_000).Select(i => open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null))];

        disk.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, WriterOptions.BatchWrites, 1_000 - WriterOptions.BatchWrites], disk.Batches);
    }

    [Fact]
    public async Task A_full_queue_says_that_it_is_busy_and_takes_what_it_has()
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk });
        disk.Hold();
        Task first = open.States.WriteTaskAsync(Work.Queued("first"), etag: null);
        await disk.Reached;
        Task[] waiting = [.. Enumerable.Range(0, WriterOptions.WaitingWrites)
            .Select(i => open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null))];

        await Assert.ThrowsAsync<StorageBusyException>(() => open.States.WriteTaskAsync(Work.Queued("one more"), etag: null));

        disk.Release();
        await Task.WhenAll([first, .. waiting]);
        Assert.Null(await open.States.ReadTaskAsync(Work.Task("one more", 1)));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_fault_before_the_commit_leaves_nothing_behind(bool inline)
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk, Inline = inline });
        disk.FailBefore = 1;

        await Assert.ThrowsAsync<StorageException>(() => open.States.WriteTaskAsync(Work.Queued(), etag: null));

        Assert.Null(await open.States.ReadTaskAsync(Work.Task("one", 1)));
        Assert.Equal(0, open.Storage.Feed.Head.Change);
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);
        Assert.Equal(2, open.Storage.Feed.Head.Change);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_fault_after_the_commit_fails_the_caller_of_a_write_that_is_there(bool inline)
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk, Inline = inline });
        disk.FailAfter = 1;

        await Assert.ThrowsAsync<StorageException>(() => open.States.WriteTaskAsync(Work.Queued(), etag: null));

        Assert.Equal("1", (await open.States.ReadTaskAsync(Work.Task("one", 1)))!.ETag);
        Assert.Equal(2, open.Storage.Feed.Head.Change);
        await Assert.ThrowsAsync<StorageConflictException>(() => open.States.WriteTaskAsync(Work.Queued(), etag: null));
    }

    [Fact]
    public async Task Repeated_faults_do_not_end_the_writer()
    {
        var disk = new Disk { FailBefore = 5 };
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk });
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<StorageException>(() => open.States.WriteTaskAsync(Work.Queued(), etag: null));
        }

        Assert.Equal("1", await open.States.WriteTaskAsync(Work.Queued(), etag: null));
    }

    [Fact]
    public async Task A_full_disk_fails_its_writers_and_no_later_ones()
    {
        await using var open = OpenStorage.Create();
        GroupWriter writer = open.Storage.CatalogDatabase.Writer;
        long pages = await writer.RunAsync(WriteKind.Access, database => database.Ask("PRAGMA page_count"));
        await writer.RunAsync(WriteKind.Access, database => database.Ask($"PRAGMA max_page_count = {pages}"));
        TaskSpec large = new() { Kind = TaskKind.Claude, Prompt = new string('x', 500_000) };

        var failed = await Assert.ThrowsAsync<StorageException>(
            () => open.States.WriteTaskAsync(Work.Queued("large", spec: large), etag: null));
        Assert.Contains("full", failed.Message, StringComparison.Ordinal);
        Assert.Null(await open.States.ReadTaskAsync(Work.Task("large", 1)));

        await writer.RunAsync(WriteKind.Access, database => database.Ask("PRAGMA max_page_count = 1000000"));
        await open.States.WriteTaskAsync(Work.Queued("large", spec: large), etag: null);
    }

    [Fact]
    public async Task A_write_with_an_error_of_its_own_fails_alone()
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { CatalogFaults = disk });
        disk.Hold();
        Task first = open.States.WriteTaskAsync(Work.Queued("first"), etag: null);
        await disk.Reached;
        Task good = open.States.WriteTaskAsync(Work.Queued("good"), etag: null);
        Task bad = open.Storage.CatalogDatabase.Writer.RunAsync<int>(WriteKind.Access, database =>
        {
            database.Use("INSERT INTO codes (hash, purpose, expires_at) VALUES ('half', 'login', 1)").Run();
            throw new InvalidOperationException("A bug.");
        });
        Task another = open.States.WriteTaskAsync(Work.Queued("another"), etag: null);

        disk.Release();
        await Task.WhenAll(first, good, another);

        Assert.Equal("A bug.", (await Assert.ThrowsAsync<StorageException>(() => bad)).InnerException!.Message);
        Assert.Equal(0, await open.Storage.CatalogDatabase.Writer.RunAsync(
            WriteKind.Access, database => database.Ask("SELECT count(*) FROM codes")));
    }

    [Fact]
    public async Task A_stop_writes_out_what_was_accepted()
    {
        using var folder = new TemporaryFolder();
        var disk = new Disk();
        var open = OpenStorage.Open(folder.Root, options => options with { CatalogFaults = disk });
        disk.Hold();
        Task first = open.States.WriteTaskAsync(Work.Queued("first"), etag: null);
        await disk.Reached;
        Task waiting = open.States.WriteTaskAsync(Work.Queued("waiting"), etag: null);

        Task stopped = open.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => open.States.WriteTaskAsync(Work.Queued("late"), etag: null));
        disk.Release();
        await Task.WhenAll(first, waiting, stopped);

        await using var again = OpenStorage.Open(folder.Root);
        Assert.NotNull(await again.States.ReadTaskAsync(Work.Task("waiting", 1)));
    }

    [Fact]
    public async Task Fifty_megabytes_of_output_hold_no_task_up()
    {
        var disk = new Disk();
        await using var open = OpenStorage.Create(options => options with { OutputFaults = disk });
        disk.Hold();
        Task output = open.Storage.Output.AppendAsync(
            new(Work.Task("one", 1), 1, Core.Ports.OutputStream.Stdout), 0, new byte[200_000]).AsTask();
        await disk.Reached;

        await open.States.WriteTaskAsync(Work.Queued(), etag: null).WaitAsync(Work.Patience);

        Assert.False(output.IsCompleted);
        disk.Release();
        await output;
    }

    /// <summary>A disk that can be stopped and broken.</summary>
    private sealed class Disk : ICommitFaults
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _free = new(initialState: true);

        public List<int> Batches { get; } = [];

        public int FailBefore { get; set; }

        public int FailAfter { get; set; }

        /// <summary>Ends when a commit has come to the disk.</summary>
        public Task Reached => _reached.Task;

        public void Hold() => _free.Reset();

        public void Release() => _free.Set();

        public void BeforeCommit(int writes)
        {
            _reached.TrySetResult();
            _free.Wait();
            Batches.Add(writes);
            if (FailBefore-- > 0) throw new IOException("The disk is broken.");
        }

        public void AfterCommit(int writes)
        {
            if (FailAfter-- > 0) throw new IOException("The disk is slow to answer.");
        }
    }
}
