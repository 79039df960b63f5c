using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Writing;

/// <summary>
/// One caller's part of a batch. It is applied whole or has no effect, whatever becomes of its neighbours.
/// </summary>
internal abstract class Write(WriteKind kind)
{
    /// <summary>What it is about.</summary>
    public WriteKind Kind { get; } = kind;

    /// <summary>Roughly how much it holds in memory while it waits.</summary>
    public virtual int Bytes => 0;

    /// <summary>Whether it was refused without effect, so that there is nothing of it to commit.</summary>
    public abstract bool IsRefused { get; }

    /// <summary>Applies it within the open transaction. It may be called again after a rollback.</summary>
    public abstract void Run(Database database);

    /// <summary>Tells the caller that it is on disk, or why it was refused.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that it failed.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>A write that answers something.</summary>
internal abstract class Write<T>(WriteKind kind) : Write(kind)
{
    // Continuations run elsewhere: the writer's thread has the next batch to commit.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StorageConflictException? _refusal;
    private T? _answer;

    /// <summary>Ends when the write is on disk.</summary>
    public Task<T> Done => _done.Task;

    public sealed override bool IsRefused => _refusal is not null;

    public sealed override void Run(Database database)
    {
        _refusal = null;
        try
        {
            _answer = Apply(database);
        }
        catch (StorageConflictException refusal)
        {
            _refusal = refusal;
        }
    }

    public override void Complete()
    {
        if (_refusal is { } refusal) _done.TrySetException(refusal);
        else _done.TrySetResult(_answer!);
    }

    public sealed override void Fail(Exception why) => _done.TrySetException(why);

    /// <summary>
    /// Changes rows. It may throw a <see cref="StorageConflictException"/>, but only before its first change.
    /// </summary>
    protected abstract T Apply(Database database);
}
