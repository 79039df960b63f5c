using Orleans.Runtime;

namespace TaskSync.Embedded;

/// <summary>
/// Where reminders are kept. The engine reads all of them when it starts and keeps the times itself; it
/// writes what grains register and remove. A write has to be on disk when its task ends. Calls may come side
/// by side.
/// </summary>
public interface IReminderTable
{
    /// <summary>Adds a reminder, or replaces the one with the same grain and name.</summary>
    /// <param name="reminder">The reminder.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may land all the same.</param>
    Task UpsertAsync(Reminder reminder, CancellationToken cancellationToken);

    /// <summary>Removes a reminder; one that is not there is no error.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The name of the reminder.</param>
    /// <param name="cancellationToken">Gives up waiting; the removal may land all the same.</param>
    Task DeleteAsync(GrainId grain, string name, CancellationToken cancellationToken);

    /// <summary>All reminders of one grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<Reminder>> ReadAsync(GrainId grain, CancellationToken cancellationToken);

    /// <summary>All reminders of all grains.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<Reminder>> ReadAllAsync(CancellationToken cancellationToken);
}
