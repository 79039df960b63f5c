using Orleans.Runtime;

namespace TaskSync.Embedded;

/// <summary>Reminders that are gone with the process: for tests and simulation.</summary>
public sealed class InMemoryReminderTable : IReminderTable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(GrainId Grain, string Name), Reminder> _reminders = [];

    /// <inheritdoc/>
    public Task UpsertAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _reminders[(reminder.Grain, reminder.Name)] = reminder;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(GrainId grain, string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _reminders.Remove((grain, name));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reminder>> ReadAsync(GrainId grain, CancellationToken cancellationToken) =>
        Task.FromResult(Where(reminder => reminder.Grain == grain));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reminder>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Where(_ => true));

    private IReadOnlyList<Reminder> Where(Func<Reminder, bool> isWanted)
    {
        lock (_lock)
        {
            return [.. _reminders.Values.Where(isWanted)];
        }
    }
}
