using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Agents;

/// <content>The lease: who watches it, and what its end does.</content>
internal sealed partial class AgentGrain
{
    /// <summary>The reminder that wakes this grain while it has work, should everything else have forgotten it.</summary>
    private const string WatchReminder = "watch";

    /// <summary>Orleans' shortest reminder. It is the last net, not the first: the sweep looks every few seconds.</summary>
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private bool _hasReminder;

    public Task Watch()
    {
        switch (_agent.Committed?.Presence)
        {
            // An offer may have been under way while the end was committed: no one would watch its attempt any more.
            case Presence.Connected or Presence.Lost when _book.IsOver(Id, out DateTimeOffset lastHeardAt):
                return LoseLeases(lastHeardAt);
            case Presence.Connected or Presence.Lost:
                _book.Watch(Id);
                return Task.CompletedTask;
            case Presence.Removed:
                return AbandonTasks(); // An offer may have been under way while it was removed.
            default:
                return Task.CompletedTask;
        }
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await Watch();
        if (_slots.Taken == 0 && await this.GetReminder(WatchReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
            _hasReminder = false;
        }
    }

    /// <summary>
    /// Commits the end of the lease: to every task first, then to the agent's own record. What fails is tried again by the
    /// watcher; what was done is not done twice, because each task decides for itself.
    /// </summary>
    public async Task<bool> ExpireLease(string node)
    {
        if (node != _book.Node) return false;
        if (!_book.HasEnded(Id, out DateTimeOffset lastHeardAt)) return true;
        int attempts = await LoseLeases(lastHeardAt);
        if (!_book.HasEnded(Id, out _)) return true; // Heard meanwhile: its sync brings the tasks back.
        await Decide(new AgentCommand.LoseLease());
        _book.Commit(Id);
        LogLost(Id, attempts);
        return true;
    }

    private async Task<int> LoseLeases(DateTimeOffset lastHeardAt)
    {
        IReadOnlyList<CustodyRow> rows = await _catalog.ReadCustodyAsync(Id);
        await Task.WhenAll(rows.Select(row =>
            GrainFactory.GetGrain<ITaskGrain>(row.TaskId.Value).LoseLease(Id, row.Attempt, lastHeardAt)));
        // Their own word of it may be lost on its way. An offer that is in doubt is not repeated before its task says so.
        foreach (CustodyRow row in rows) _slots.Notice(row.TaskId, row.Attempt, row.Custody, TaskState.Unknown);
        return rows.Count;
    }

    private async Task EnsureReminder()
    {
        if (_hasReminder) return;
        _hasReminder = true;
        await this.RegisterOrUpdateReminder(WatchReminder, ReminderPeriod, ReminderPeriod);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} is not heard any more; {Attempts} attempts are in doubt.")]
    private partial void LogLost(AgentId agent, int attempts);
}
