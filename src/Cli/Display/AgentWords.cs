using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;

namespace TaskSync.Cli.Display;

/// <summary>What an agent does with new work, in words.</summary>
internal static class AgentWords
{
    private static readonly TaskKind[] AllKinds =
        [.. Enum.GetValues<TaskKind>().Where(kind => kind != TaskKind.None)];

    /// <summary>
    /// Whether it takes work: <c>yes</c>, or what keeps it from it; the first thing that has to be mended.
    /// </summary>
    public static string Work(AgentSummary agent) => agent switch
    {
        { Damaged: true } => "no: its stored record is damaged; restore a backup, or mend it in the database",
        { DuplicateSeenAt: not null, Presence: not Presence.Connected } =>
            "no: another process speaks for it; enrol that folder anew with `tasksync invite`",
        { Presence: Presence.Never } => "no: not heard yet",
        { Presence: not Presence.Connected } => "no: not heard",
        { Offer.DiskError: string error } => $"no: its disk takes nothing down: {error}",
        { Draining: true } => "no: draining",
        _ when agent.Busy >= agent.Offer.Slots => "no: all slots are busy",
        _ => Warned(agent, Missing(agent) is string missing ? $"all but {missing}" : "yes"),
    };

    private static string Warned(AgentSummary agent, string work) => agent.DuplicateSeenAt is null
        ? work : $"{work}; a copy of its folder is refused: enrol that anew with `tasksync invite`";

    /// <summary>The kinds of task that it does not offer; null if it offers all.</summary>
    private static string? Missing(AgentSummary agent)
    {
        TaskKind[] missing = [.. AllKinds.Except(agent.Offer.Kinds)];
        return missing.Length == 0 ? null : string.Join(" and ", missing.Select(Words.Of));
    }
}
