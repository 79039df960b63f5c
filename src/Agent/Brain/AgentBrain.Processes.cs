using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Brain;

/// <content>What processes do, and what is reported of it.</content>
internal sealed partial class AgentBrain
{
    private void Handle(ProcessEvent what)
    {
        if (!_held.TryGetValue(what.Key, out Held? held) || held.State.Phase == AttemptPhase.Ended) return;
        switch (what)
        {
            case ProcessEvent.Started started: NoteStarted(held, started); break;
            case ProcessEvent.Signs signs: NoteSigns(held, signs.StalledSince); break;
            case ProcessEvent.Waits waits: NoteWaits(held, waits.Asks); break;
            case ProcessEvent.NeverBegun: NoteNeverBegun(held); break;
            case ProcessEvent.NotStarted not: NoteNotStarted(held, not); break;
            case ProcessEvent.Ended ended: NoteEnded(held, ended.End); break;
        }
    }

    private void NoteStarted(Held held, ProcessEvent.Started started)
    {
        // What the system says of its age counts suspended time as well, so it is asked once.
        long since = held.State.StartedTick ?? After(-started.RanFor);
        held.BegunAt = since;
        held.TimeoutAt = TimeoutOf(held);
        // After a restart it was reported before.
        if (held.State.Seq > 0) return;
        held.State = held.State with { StartedTick = since };
        AttemptReport report = Next(held, ReportKind.Started, started.At, message: null);
        AttemptPhase phase = held.State.Phase == AttemptPhase.Accepted ? AttemptPhase.Running : held.State.Phase;
        Step(held, held.State with { Phase = phase, Seq = report.Seq, Outbox = [.. held.State.Outbox, report] });
    }

    private void NoteNotStarted(Held held, ProcessEvent.NotStarted not) =>
        End(held, Next(held, ReportKind.Ended, not.At, not.Why) with
        {
            End = new AttemptEnd { Kind = EndKind.StartFailed, TreeEmpty = true },
        });

    private void NoteEnded(Held held, ProcessEnd end)
    {
        End(held, Next(held, ReportKind.Ended, end.At, end.Message) with
        {
            End = new AttemptEnd
            {
                Kind = end.Kind,
                ExitCode = end.ExitCode,
                Signal = end.Signal,
                StoppedBy = end.Signalled ? held.State.Stop : StopCause.None,
                TreeEmpty = end.TreeEmpty,
                Leftovers = end.Leftovers,
                OutputBytes = end.StdoutBytes,
                StderrBytes = end.StderrBytes,
                Result = end.Result,
                Conversation = end.Conversation,
            },
        });
    }

    private void End(Held held, AttemptReport final)
    {
        Step(held, held.State with
        {
            Phase = AttemptPhase.Ended, Seq = final.Seq, Outbox = [.. held.State.Outbox, final], Final = final,
        });
        ShipRest(held);
    }

    private void ShipRest(Held held)
    {
        if (held.State.Final?.End is { } end && end.OutputBytes + end.StderrBytes > 0)
        {
            _turn.Acts.Add(new Act.ShipUpTo(held.Key, end.OutputBytes, end.StderrBytes));
            return;
        }
        held.OutputDone = true;
        _turn.Acts.Add(new Act.DropOutput(held.Key));
    }

    private void NoteShipped(AttemptKey key)
    {
        if (!_held.TryGetValue(key, out Held? held)) return;
        held.OutputDone = true;
        if (held.IsClosed) Retire(held);
    }

    private void Stop(Held held, StopCause cause)
    {
        if (held.State.Phase is not (AttemptPhase.Accepted or AttemptPhase.Running or AttemptPhase.Waiting)) return;
        Step(held, held.State with { Phase = AttemptPhase.Stopping, Question = null, Stop = cause, SignalledAt = time.GetUtcNow() });
        _turn.Acts.Add(new Act.Stop(held.Spec!, SignalledAt: null));
    }

    private AttemptReport Next(Held held, ReportKind kind, DateTimeOffset at, string? message) => new()
    {
        TaskId = held.Key.TaskId, Attempt = held.Key.Attempt, Seq = Math.Max(held.State.Seq, _seqFloor) + 1,
        Kind = kind, At = at, Message = message,
    };
}
