using TaskSync.Core;

namespace TaskSync.Storage.Feed;

/// <summary>
/// Where the newest tasks stand in the feed. Whoever submits a task is told its change, which is given by the
/// writer and known to no grain; remembering it for a moment spares a read of what was only just written.
/// </summary>
internal sealed class NewTasks
{
    /// <summary>
    /// Places, each for one task: two full commits of them, since a task is asked for as soon as it is stored.
    /// One that was overwritten is read.
    /// </summary>
    private const int Places = 1_024;

    private readonly Place?[] _places = new Place?[Places];

    /// <summary>Remembers a version of a task that is on disk.</summary>
    public void Note(TaskId task, long version, long change) =>
        Volatile.Write(ref At(task), new Place(task, version, change));

    /// <summary>The change of that version; null if it is not remembered.</summary>
    public long? Recall(TaskId task, long version) =>
        Volatile.Read(ref At(task)) is { } place && place.Task == task && place.Version == version
            ? place.Change
            : null;

    private ref Place? At(TaskId task) => ref _places[(uint)task.GetHashCode() % Places];

    private sealed record Place(TaskId Task, long Version, long Change);
}
