using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans;

/// <summary>What a grain may do with its own reminders.</summary>
public static class GrainReminderExtensions
{
    /// <summary>
    /// Registers a reminder, or gives the one of that name new times. It is on disk when the task ends.
    /// </summary>
    /// <param name="grain">A grain that is <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">Its name, unique within the grain.</param>
    /// <param name="dueTime">Until the first tick.</param>
    /// <param name="period">Between ticks; at least one minute.</param>
    /// <exception cref="ArgumentException">The period is under a minute.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ThrowIfNameless(reminderName);
        var id = grain.GrainContext.GrainId;
        if (grain is not IRemindable)
        {
            throw new InvalidOperationException(
                $"{id} can't have reminders: its class must implement {nameof(IRemindable)}.");
        }

        return Registry(grain).RegisterOrUpdateReminder(id, reminderName, dueTime, period);
    }

    /// <summary>Removes a reminder. A tick that is under way may still come.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="reminder">The reminder, as registered or gotten.</param>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return Registry(grain).UnregisterReminder(grain.GrainContext.GrainId, reminder);
    }

    /// <summary>The reminder of that name, or null.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="reminderName">Its name.</param>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ThrowIfNameless(reminderName);
        return Registry(grain).GetReminder(grain.GrainContext.GrainId, reminderName);
    }

    /// <summary>All reminders of the grain.</summary>
    /// <param name="grain">The grain.</param>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return Registry(grain).GetReminders(grain.GrainContext.GrainId);
    }

    private static void ThrowIfNameless(string reminderName)
    {
        // The type of exception is Orleans' own choice.
        if (string.IsNullOrWhiteSpace(reminderName))
        {
            throw new ArgumentNullException(nameof(reminderName));
        }
    }

    private static IReminderRegistry Registry(IGrainBase grain) =>
        grain.GrainContext.ActivationServices.GetRequiredService<IReminderRegistry>();
}
