using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Brain;

/// <content>What attempts ask of people, and what people say to it.</content>
internal sealed partial class AgentBrain
{
    private void NoteWaits(Held held, Question? asks)
    {
        if (asks is null) GoOn(held);
        else if (held.State is { Phase: AttemptPhase.Running } || (IsWaiting(held) && held.State.Question?.RequestId != asks.RequestId))
        {
            Ask(held, asks);
        }
    }

    private static bool IsWaiting(Held held) => held.State.Phase == AttemptPhase.Waiting;

    private void Ask(Held held, Question asks)
    {
        AttemptReport report = Next(held, ReportKind.InputRequired, asks.AskedAt, $"It asks for {asks.Tool}.") with { Question = asks };
        Step(held, held.State with
        {
            Phase = AttemptPhase.Waiting, StalledSince = null, Question = asks, Seq = report.Seq, Outbox = [.. held.State.Outbox, report],
            RanBeforeWait = IsWaiting(held) ? held.State.RanBeforeWait : RanFor(held).TotalSeconds,
        });
    }

    private void GoOn(Held held)
    {
        if (!IsWaiting(held)) return;
        AttemptReport report = Next(held, ReportKind.Resumed, time.GetUtcNow(), message: null);
        Step(held, held.State with
        {
            Phase = AttemptPhase.Running, Question = null, Seq = report.Seq, Outbox = [.. held.State.Outbox, report],
            WaitedSeconds = held.State.WaitedSeconds + Math.Max(0, RanFor(held).TotalSeconds - held.State.RanBeforeWait),
        });
        held.TimeoutAt = TimeoutOf(held);
    }

    /// <summary>
    /// The server knows the question and may have its answer, which is handed on until the attempt goes on. One that knows another
    /// question, or none, has been restored to what it was before, and is told again.
    /// </summary>
    private void Converse(Held held, AttemptOrder order)
    {
        if (!IsWaiting(held) || held.State.Question is not { } asks) return;
        if (order.Asks != asks.RequestId)
        {
            if (!held.State.Outbox.Any(report => report.Kind == ReportKind.InputRequired)) Ask(held, asks);
        }
        else if (order.Answer is { } answer && answer.RequestId == asks.RequestId)
        {
            _turn.Acts.Add(new Act.Answer(held.Spec!, answer));
        }
    }

    /// <summary>How long its process has been there, by the machine's monotonic clock.</summary>
    private TimeSpan RanFor(Held held) => held.BegunAt is { } begun ? time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>When it has run for long enough: while a person was waited for, it did not run.</summary>
    private long TimeoutOf(Held held) => After(
        TimeSpan.FromSeconds(held.Spec!.Spec.TimeoutSeconds + held.State.WaitedSeconds) - RanFor(held));
}
