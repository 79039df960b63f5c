using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that has reminders: ticks that outlive activations and restarts.</summary>
public interface IRemindable : IGrain
{
    /// <summary>
    /// A tick. It activates the grain; ticks may be missed or doubled, so it means no more than "look".
    /// </summary>
    /// <param name="reminderName">The name under which the reminder was registered.</param>
    /// <param name="status">The times of this tick, in UTC.</param>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
