using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation;

/// <summary>What people want of the world of one seed: their sessions, tasks and changes of mind.</summary>
internal sealed class Story(SimRun run)
{
    private readonly List<SessionId> _sessions = [];

    private Dice Dice => run.World.Dice;

    /// <summary>Lays out everything that will happen within the time.</summary>
    public void Plan(TimeSpan within)
    {
        int agents = Dice.Next(1, 4);
        for (int i = 1; i <= agents; i++) run.AddAgent($"agent-{i}", Dice.Next(1, 4));
        int sessions = Dice.Next(1, 5);
        for (int i = 1; i <= sessions; i++) _sessions.Add(SessionId.Derive("session", i.ToString("D", null)));
        int tasks = Dice.Next(3, 13);
        for (int i = 1; i <= tasks; i++) PlanTask(i, within * 0.7);
        if (Dice.Chance(0.15)) At(within, () => run.StartCopy(Dice.Pick(run.Agents)));
        if (Dice.Chance(0.15)) At(within, () => Remove(Dice.Pick(run.Agents)));
        if (Dice.Chance(0.3)) At(within, () => run.Person.Drain(Dice.Pick(run.Agents).Folder.Id, true));
        if (Dice.Chance(0.3)) At(within, () => run.Person.Drain(Dice.Pick(run.Agents).Folder.Id, false));
        if (Dice.Chance(0.3)) At(within, () => run.Person.Move(Dice.Pick(_sessions), Dice.Pick(run.Agents).Folder.Id));
        for (int i = 0; i < 3; i++) if (Dice.Chance(0.3)) At(within, ContinueSomewhere);
    }

    /// <summary>
    /// What only people can do: go on past processes that are not proven gone, move sessions away from agents that are no more, and
    /// give up what was meant for such an agent.
    /// </summary>
    public void HelpOut()
    {
        AgentId[] able = [.. run.Agents.Select(agent => agent.Folder.Id).Distinct().Where(id => !run.Log.IsGone(id))];
        // A request to drain may have been on its way for a minute, behind the one that took it back.
        foreach (AgentId agent in able) run.Person.Drain(agent, false);
        foreach (SessionId session in _sessions)
        {
            TaskSnapshot[] tasks = [.. run.Log.Tasks.Where(task => task.SessionId == session)];
            TaskSnapshot[] waiting = [.. tasks.Where(task => task.State == TaskState.Queued && task.Custody == Custody.None)];
            if (waiting.Length == 0) continue;
            foreach (TaskSnapshot task in waiting.Where(task => able.Length == 0 || run.Log.IsGone(task.Spec.Agent)))
            {
                run.Person.Cancel(task.Id, force: false);
            }
            TaskSnapshot[] unproven = [.. tasks.Where(task => task.State.IsTerminal() && task.BlocksTurn)];
            if (unproven.Length > 0) run.Person.ContinuePast(session, unproven.Max(task => task.Ordinal));
            // A session lives on one agent; a task of it that is meant for another waits until the session is moved there.
            AgentId? meant = waiting.MinBy(task => task.Ordinal)!.Spec.Agent;
            if (meant is { } there && able.Contains(there)) run.Person.Move(session, there);
            else if (able.Length > 0 && able.Length < run.Agents.Count) run.Person.Move(session, Dice.Pick(able));
        }
    }

    private void PlanTask(int number, TimeSpan within)
    {
        string key = $"key-{number}";
        SessionId session = Dice.Pick(_sessions);
        TaskSpec spec = RollSpec(number);
        TaskId id = TaskId.Derive(People.Person.Name, key);
        At(within, () =>
        {
            run.Person.Submit(session, spec, key);
            if (Dice.Chance(0.25)) Later(40, () => run.Person.Cancel(id, force: false));
            if (Dice.Chance(0.08)) Later(120, () => run.Person.Cancel(id, force: true));
            if (Dice.Chance(0.2)) Later(60, () => run.Person.Submit(session, spec, key));
            if (Dice.Chance(0.1)) Later(60, () => Misuse(id, session));
            if (Dice.Chance(0.1)) Later(60, () => run.Person.Submit(session, spec, $"retry of {key}", id));
        });
    }

    private TaskSpec RollSpec(int number) => new()
    {
        Kind = TaskKind.Command,
        Argv = ["work", number.ToString("D", null)],
        Title = $"work {number}",
        Agent = Dice.Chance(0.15) ? Dice.Pick(run.Agents).Folder.Id : null,
        TimeoutSeconds = Dice.Next(20, 200),
        OrphanTimeoutSeconds = Dice.Next(40, 200),
        QueueExpirySeconds = Dice.Next(300, 900),
    };

    private void Misuse(TaskId id, SessionId session)
    {
        if (run.Person.Acknowledged.TryGetValue(id, out Grains.SubmitCommand? used)) run.Person.Misuse(used, session);
    }

    private void Remove(SimAgent agent)
    {
        run.Removed.Add(agent.Folder.Id);
        run.Person.Remove(agent.Folder.Id);
    }

    private void ContinueSomewhere()
    {
        TaskSnapshot? blocker = run.Log.Tasks.FirstOrDefault(task => task.State.IsTerminal() && task.BlocksTurn);
        if (blocker is not null) run.Person.ContinuePast(blocker.SessionId, blocker.Ordinal);
    }

    private void At(TimeSpan within, Action what) => run.World.After(within * Dice.NextDouble(), what);

    private void Later(double seconds, Action what) => run.World.After(Dice.Skewed(0.01, seconds), what);
}
