using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Brain;

/// <content>
/// Attempts that an earlier start of the agent has accepted and that never began, as far as the folder shows. Somebody may have copied
/// an older backup over it: then such an attempt has run since, and only the server can know.
/// </content>
internal sealed partial class AgentBrain
{
    private const string OlderFolder =
        "The agent's folder is older than what was heard of this attempt, as if a backup had been copied over it. "
        + "The attempt began, and nothing here tells how it went on. Its process may still run.";

    /// <summary>
    /// What this start numbers its reports from. The server hears no start that is older than one that it has heard; so a number above
    /// all that earlier starts can have used is news to it, even if the journal has forgotten which they were.
    /// </summary>
    private readonly long _seqFloor = (me.Instance - 1) * AgentLimits.ReportsPerStart;

    /// <summary>A server that does not say what it has counted is older than this rule, and is believed that nothing was.</summary>
    private void Keep(Held held, AttemptOrder order)
    {
        held.CountedSeq = order.Seq ?? 0;
        if (held.IsUnbegun) NoteNeverBegun(held);
        else Converse(held, order);
    }

    /// <summary>
    /// It begins once the server has said that it has heard nothing of it, which comes with every answer to a sync that lists it.
    /// </summary>
    private void NoteNeverBegun(Held held)
    {
        held.IsUnbegun = held.State.Phase == AttemptPhase.Accepted;
        if (!held.IsUnbegun) End(held, Next(held, ReportKind.Declined, time.GetUtcNow(), "It was stopped before it started."));
        else if (held.CountedSeq > held.State.Seq) Disown(held);
        else if (held.CountedSeq is not null) Begin(held);
    }

    private void Begin(Held held)
    {
        held.IsUnbegun = false;
        _turn.Acts.Add(new Act.Start(held.Spec!));
    }

    private void Disown(Held held) => End(held, Next(held, ReportKind.Ended, time.GetUtcNow(), OlderFolder) with
    {
        End = new AttemptEnd { Kind = EndKind.ExitUnknown },
    });
}
