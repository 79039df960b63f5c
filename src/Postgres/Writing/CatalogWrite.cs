using TaskSync.Storage;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Writing;

/// <summary>One caller's part of a batch, as <c>tasksync_write</c> takes it.</summary>
/// <param name="kind">What it is about; for counting.</param>
/// <param name="id">The record, for messages.</param>
/// <param name="expected">The version that was read; 0 if there must be no such record yet.</param>
/// <param name="json">The write as JSON.</param>
internal sealed class CatalogWrite(WriteKind kind, string id, long expected, ReadOnlyMemory<byte> json)
{
    // Continuations run elsewhere: the loop has the next batch to commit.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WriteKind Kind => kind;

    public ReadOnlyMemory<byte> Json => json;

    /// <summary>Ends when the write is on disk.</summary>
    public Task Done => _done.Task;

    /// <summary>Tells the caller what the server answered: null, or the version that stood in its way.</summary>
    public void Complete(long? met)
    {
        try
        {
            if (met == -1) throw new StorageConflictException($"There is another task at the place of {id} in its session.");
            if (met is { } stored) Versions.Match(id, stored, expected);
            _done.TrySetResult();
        }
        catch (StorageConflictException lost)
        {
            _done.TrySetException(lost);
        }
    }

    /// <summary>Tells the caller that it failed.</summary>
    public void Fail(StorageException why) => _done.TrySetException(why);
}
