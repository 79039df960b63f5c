using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Agent.Brain;

/// <content>What the server's answers do.</content>
internal sealed partial class AgentBrain
{
    private void Apply(SyncAnswer answer)
    {
        // Only the newest sync's answer knows what the server thinks now.
        if (answer.N != _n) return;
        Hear(answer.Echo);
        foreach (ReportAck ack in answer.Acks) Apply(ack);
        // What an acknowledgement has just closed is over; the order beside it was meant for who still holds it.
        HashSet<AttemptKey> acknowledged = [.. answer.Acks.Select(ack => new AttemptKey(ack.TaskId, ack.Attempt))];
        foreach (AttemptOrder order in answer.Orders)
        {
            AttemptKey key = new(order.TaskId, order.Attempt);
            if (_held.ContainsKey(key) || !acknowledged.Contains(key)) Apply(key, order);
        }
    }

    private void Apply(ReportAck ack)
    {
        if (!_held.TryGetValue(new(ack.TaskId, ack.Attempt), out Held? held)) return;
        if (ack.Verdict is Verdict.None or Verdict.Unavailable) return;
        // Not written: if this is lost, the report is sent again and counts as a duplicate.
        held.State = held.State with { Outbox = [.. held.State.Outbox.Where(report => report.Seq != ack.Seq)] };
        if (held.State.Final is { } final && final.Seq == ack.Seq) Close(held);
        else if (ack.Verdict == Verdict.Refused) Stop(held, StopCause.Fenced);
    }

    private void Apply(AttemptKey key, AttemptOrder order)
    {
        if (_held.TryGetValue(key, out Held? held))
        {
            if (held.IsClosed) return;
            if (order.Kind == OrderKind.Keep) Keep(held, order);
            if (order.Kind == OrderKind.Stop) Stop(held, order.Cause);
            if (order.Kind == OrderKind.Forget) Forget(held);
            return;
        }
        if (order.Kind is OrderKind.None or OrderKind.Forget) return;
        if (_remembered.Find(key) is { } final) Recall(key, final);
        else if (order is { Kind: OrderKind.Start, Spec: { } spec }) Take(key, order, spec);
    }

    /// <summary>
    /// All is said, so nothing more is listed. A process that still runs is one that nobody wants.
    /// </summary>
    private void Forget(Held held)
    {
        if (held.State.Phase == AttemptPhase.Ended) Close(held);
        else Stop(held, StopCause.Fenced);
    }

    /// <summary>
    /// The pair was here and is over; who asks for it again is told so, with the report that was sent then.
    /// </summary>
    private void Recall(AttemptKey key, AttemptReport final) => _held[key] = new Held(spec: null, key, new AttemptState
    {
        Phase = AttemptPhase.Ended, Seq = final.Seq, Outbox = [final], Final = final,
    })
    { OutputDone = true };

    private void Take(AttemptKey key, AttemptOrder order, TaskSpec spec)
    {
        var accepted = new AttemptSpec
        {
            TaskId = key.TaskId, Attempt = key.Attempt, SessionId = order.SessionId, Spec = spec,
            Resumes = order.Resumes, OutputLimit = OutputLimit,
            Nonce = newNonce(), BootId = me.BootId, AcceptedAt = time.GetUtcNow(),
        };
        // A disk that takes nothing can't hold a refusal either. What never began and left nothing there is refused from memory: there
        // is nothing that a restart could make untrue, and other agents may have room.
        Held held = new(accepted, key, new AttemptState { Phase = AttemptPhase.Accepted })
        {
            Unborn = true, OffDisk = IsResting, CountedSeq = 0,
        };
        _held[key] = held;
        if (WhyNot(key, spec) is { } why)
        {
            End(held, Next(held, ReportKind.Declined, time.GetUtcNow(), why));
            return;
        }
        Step(held, held.State);
        _turn.Acts.Add(new Act.Start(accepted));
        _turn.Acts.Add(new Act.Ship(key));
    }

    private string? WhyNot(AttemptKey key, TaskSpec spec)
    {
        if (Leaving) return "The agent is about to leave and takes no new work.";
        if (_remembered.KnowsLater(key)) return "A later attempt of the task was here already.";
        if (IsResting) return Texts.Clip($"The agent's disk takes nothing down: {_diskError}", Limits.MessageLength);
        if (!offer.Kinds.Contains(spec.Kind)) return $"The agent does not run tasks of kind {Words.Of(spec.Kind)}.";
        int taken = _held.Values.Count(held => held.TakesSlot && held.Key != key);
        return taken < offer.Slots ? null : $"All {offer.Slots} slots of the agent are taken.";
    }

    private void Close(Held held)
    {
        held.ClosedAt = time.GetTimestamp();
        held.State = held.State with { Outbox = [] };
        if (held.OutputDone) Retire(held);
        else if (_held.Values.Where(other => other.IsClosed).Skip(AgentLimits.ClosedAttempts).Any())
        {
            Retire(_held.Values.Where(other => other.IsClosed).MinBy(other => other.ClosedAt)!);
        }
    }

    private void Retire(Held held)
    {
        _held.Remove(held.Key);
        _turn.Acts.Add(new Act.DropOutput(held.Key));
        if (held.Spec is null || held.State.Final is not { } final) return;
        AttemptReport kept = Brief(final);
        _remembered.Add(kept);
        _turn.Write(new JournalWrite.Retire(held.Key, kept));
    }

    /// <summary>
    /// Without the answer's full text, which the server has acknowledged: all that is remembered stays in memory.
    /// </summary>
    private static AttemptReport Brief(AttemptReport final)
    {
        if (final.End is not { Result: { } result } end) return final;
        TaskResult brief = result with { Text = Texts.Clip(result.Text, Limits.MessageLength), Denials = null };
        return final with { End = end with { Result = brief } };
    }
}
