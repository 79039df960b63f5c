using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;

namespace TaskSync.Core.Tasks;

/// <content>Why a queued task that no agent was asked to run is not running.</content>
public static partial class NextSteps
{
    private static NextStep Waiting(TaskSnapshot task, TaskTurn? turn, IReadOnlyList<AgentSummary> fleet)
    {
        if (task.Hold == TaskReason.Restored)
        {
            return Step(
                "wait_for_person", "Held since a backup was restored, until a person continues the session.");
        }
        return turn?.Blocker is { } blocker
            ? WaitingForTurn(task, blocker)
            : WaitingForAgent(task, turn?.Home, fleet);
    }

    private static NextStep WaitingForTurn(TaskSnapshot task, TurnBlocker blocker) =>
        blocker.State.IsTerminal()
        ? Step("wait_for_proof",
            $"The process of task {blocker.TaskId} before it is not proven gone. A person can continue past it.",
            task.QueueExpiresAt)
        : Step("wait_for_turn",
            $"Waits for its turn behind task {blocker.TaskId}, which is {Words.Of(blocker.State)}.",
            task.QueueExpiresAt);

    private static NextStep WaitingForAgent(
        TaskSnapshot task, AgentId? home, IReadOnlyList<AgentSummary> fleet)
    {
        if (task.Spec.Agent is { } pinned && home is { } lives && pinned != lives)
        {
            string split = $"It is meant for {NameOf(pinned, fleet)}, but its session lives on {NameOf(lives, fleet)}.";
            return Step("wait_for_person", $"{split} Move the session, or cancel it.", task.QueueExpiresAt);
        }
        if ((task.Spec.Agent ?? home) is { } only)
        {
            AgentSummary? agent = fleet.FirstOrDefault(agent => agent.AgentId == only);
            return agent is null
                ? Step("wait_for_person",
                    "The agent that it is meant for was removed. Move its session, or cancel it.",
                    task.QueueExpiresAt)
                : Obstacle(agent, task.Spec) is { } obstacle
                    ? Step("wait_for_agent", obstacle, task.QueueExpiresAt)
                    : Step("start", $"{agent.Name} is about to be asked.", task.QueueExpiresAt);
        }
        return Missing(task.Spec, fleet) is { } missing
            ? Step("wait_for_agent", missing, task.QueueExpiresAt)
            : Step("start", "An agent with a free slot is about to be asked.", task.QueueExpiresAt);
    }

    /// <summary>What keeps this one agent from running it now; null if nothing does.</summary>
    private static string? Obstacle(AgentSummary agent, TaskSpec spec) => agent switch
    {
        { Presence: not Presence.Connected } => $"Waits for {agent.Name}, which is not heard.",
        _ when !OffersKind(agent, spec) => $"{agent.Name} does not offer kind {Words.Of(spec.Kind)}.",
        _ when !CarriesLabels(agent, spec) => $"{agent.Name} does not carry {Labels(spec)}.",
        _ when !HasFolder(agent, spec) => $"{spec.Cwd} lies outside the folders of {agent.Name}.",
        { Offer.DiskError: { } error } => $"Waits for {agent.Name}, whose disk takes nothing down: {error}",
        { Draining: true } => $"Waits for {agent.Name}, which takes no new work for now.",
        _ when IsFull(agent) => $"Waits for {agent.Name} ({agent.Busy} of {agent.Offer.Slots} slots busy).",
        _ => null,
    };

    /// <summary>
    /// What the whole fleet lacks; null if somebody could start it now. The first thing that rules everybody
    /// out is named.
    /// </summary>
    private static string? Missing(TaskSpec spec, IReadOnlyList<AgentSummary> fleet)
    {
        if (fleet.Count == 0) return "No agent is enrolled.";
        AgentSummary[] able = [.. fleet.Where(agent => OffersKind(agent, spec))];
        if (able.Length == 0) return $"No agent offers kind {Words.Of(spec.Kind)}.";
        able = [.. able.Where(agent => CarriesLabels(agent, spec))];
        if (able.Length == 0)
        {
            return $"No agent that offers kind {Words.Of(spec.Kind)} carries {Labels(spec)}.";
        }
        able = [.. able.Where(agent => HasFolder(agent, spec))];
        if (able.Length == 0) return $"{spec.Cwd} lies outside the folders of every agent that could run it.";
        if (able.Length == 1) return Obstacle(able[0], spec);
        able = [.. able.Where(agent => agent.Presence == Presence.Connected)];
        if (able.Length == 0) return "None of the agents that could run it is heard.";
        able = [.. able.Where(agent => !agent.Draining)];
        if (able.Length == 0) return "The agents that could run it take no new work for now.";
        return able.All(IsFull)
            ? $"Waits for a slot: {string.Join(", ", able.Take(3).Select(Slots))}{More(able.Length)}."
            : null;
    }

    private static bool OffersKind(AgentSummary agent, TaskSpec spec) =>
        IsOpen(agent) || agent.Offer.Kinds.Contains(spec.Kind);

    private static bool CarriesLabels(AgentSummary agent, TaskSpec spec) =>
        IsOpen(agent) || spec.Labels.All(agent.Offer.Labels.Contains);

    private static bool HasFolder(AgentSummary agent, TaskSpec spec) =>
        IsOpen(agent) || spec.Cwd is null || Folders.IsWithin(spec.Cwd, agent.Offer.Roots);

    /// <summary>An agent that was never heard has not said yet what it can do: it may be the one.</summary>
    private static bool IsOpen(AgentSummary agent) => agent.Presence == Presence.Never;

    private static bool IsFull(AgentSummary agent) => agent.Busy >= agent.Offer.Slots;

    private static string Labels(TaskSpec spec) =>
        $"{(spec.Labels.Count == 1 ? "label" : "labels")} {string.Join(", ", spec.Labels)}";

    private static string Slots(AgentSummary agent) =>
        $"{agent.Name} ({agent.Busy} of {agent.Offer.Slots} busy)";

    private static string More(int agents) => agents > 3 ? $" and {agents - 3} more" : "";
}
