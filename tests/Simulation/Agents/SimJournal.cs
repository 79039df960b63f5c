using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Agents;

/// <summary>
/// The journal on the folder's disk. Each entry is written whole or not at all, one after the other, and the process may be killed
/// between any two.
/// </summary>
internal sealed class SimJournal(AgentFolder folder, World world, Host process, Func<Chaos> chaos, Statistics statistics) : IJournal
{
    public ValueTask<JournalContents> ReadAsync() =>
        ValueTask.FromResult(new JournalContents([.. folder.Attempts.Values], [.. folder.Remembered.Values]));

    public async ValueTask<IReadOnlyDictionary<AttemptKey, string>> SaveAsync(IReadOnlyList<JournalWrite> writes)
    {
        var failed = new Dictionary<AttemptKey, string>();
        foreach (JournalWrite write in writes)
        {
            await MaybeSlowAsync();
            if (world.Dice.Chance(chaos().JournalFails))
            {
                statistics.Count("journal_failed");
                world.Log($"{folder.Name}: its disk refuses an entry of {write.Key.TaskId.Value[..6]}.{write.Key.Attempt}");
                failed[write.Key] = "No space left on device.";
            }
            else Apply(write);
        }
        await MaybeSlowAsync();
        return failed;
    }

    private void Apply(JournalWrite write)
    {
        switch (write)
        {
            case JournalWrite.Accept accept:
                folder.Attempts[accept.Key] = new JournaledAttempt(accept.Spec, accept.State);
                if (folder.BacksUpAtAcceptance && accept.State.Phase == AttemptPhase.Accepted) folder.BackUp();
                break;
            case JournalWrite.Save save when folder.Attempts.TryGetValue(save.Key, out JournaledAttempt? known):
                folder.Attempts[save.Key] = known with { State = save.State };
                break;
            case JournalWrite.Save save:
                throw new InvalidOperationException($"{save.Key} is saved and was never accepted.");
            case JournalWrite.Discard discard:
                folder.Attempts.Remove(discard.Key);
                break;
            case JournalWrite.Retire retire:
                folder.Remembered[retire.Key] = retire.Final;
                folder.Attempts.Remove(retire.Key);
                break;
        }
        if (write is JournalWrite.Save { State.Stop: not StopCause.None } stop && folder.Launches.GetValueOrDefault(stop.Key)?.Job is { } job)
        {
            job.StopIntendedAt ??= world.Now;
        }
    }

    private async Task MaybeSlowAsync()
    {
        if (world.Dice.Chance(0.2)) await Task.Delay(world.Dice.Skewed(0.0005, 0.1), process);
    }
}
