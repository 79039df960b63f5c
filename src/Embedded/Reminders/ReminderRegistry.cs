using Orleans.Runtime;
using Orleans.Timers;

namespace TaskSync.Embedded.Reminders;

/// <summary>What grains register goes to the table first and then gets a clock.</summary>
internal sealed class ReminderRegistry(EngineCore engine, IReminderTable? table) : IReminderRegistry
{
    /// <summary>
    /// Reminders are for times that outlive an activation; shorter ones are a grain timer's work.
    /// </summary>
    public static readonly TimeSpan MinimumPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<(GrainId Grain, string Name), ReminderClock> _clocks = [];
    private bool _isStopped;

    private IReminderTable Table => table ?? throw new InvalidOperationException(
        $"A grain wants a reminder and there is nowhere to keep it. Register an {nameof(IReminderTable)}.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var kept = table is null ? [] : await table.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        foreach (var reminder in kept)
        {
            SetClock(reminder);
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            foreach (var clock in _clocks.Values)
            {
                clock.Dispose();
            }

            _clocks.Clear();
        }
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfImpossible(reminderName, dueTime, period);
        ThrowIfOutsideGrain();
        var reminder = new Reminder(callingGrainId, reminderName, engine.Time.GetUtcNow() + dueTime, period);
        await Table.UpsertAsync(reminder, CancellationToken.None);
        SetClock(reminder);
        return new Handle(reminderName);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        ThrowIfOutsideGrain();
        await Table.DeleteAsync(callingGrainId, reminder.ReminderName, CancellationToken.None);
        lock (_lock)
        {
            if (_clocks.Remove((callingGrainId, reminder.ReminderName), out var clock))
            {
                clock.Dispose();
            }
        }
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        (await GetReminders(callingGrainId)).Find(reminder => reminder.ReminderName == reminderName);

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
    {
        ThrowIfOutsideGrain();
        var kept = await Table.ReadAsync(callingGrainId, CancellationToken.None);
        return [.. kept.Select(reminder => new Handle(reminder.Name))];
    }

    /// <summary>The reminders of one grain, for people to look at.</summary>
    public IReadOnlyList<DueReminder> Of(GrainId grain)
    {
        lock (_lock)
        {
            return [.. _clocks.Where(one => one.Key.Grain == grain)
                .Select(one => new DueReminder(one.Key.Name, one.Value.NextAt))];
        }
    }

    private static void ThrowIfImpossible(string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < MinimumPeriod)
        {
            throw new ArgumentException(
                $"The reminder '{name}' can't tick every {period}: the shortest period is {MinimumPeriod}. " +
                "Use a grain timer.");
        }
    }

    private static void ThrowIfOutsideGrain()
    {
        if (RuntimeContext.Current is null)
        {
            throw new InvalidOperationException("Reminders are registered by grains, in their own turns.");
        }
    }

    private void SetClock(Reminder reminder)
    {
        lock (_lock)
        {
            var key = (reminder.Grain, reminder.Name);
            if (_clocks.Remove(key, out var before))
            {
                before.Dispose();
            }

            if (!_isStopped)
            {
                _clocks.Add(key, new(engine, reminder));
            }
        }
    }

    private sealed record Handle(string ReminderName) : IGrainReminder;
}
