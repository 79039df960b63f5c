using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Brain;

/// <content>Attempts that show no sign of life, and those that show one again.</content>
internal sealed partial class AgentBrain
{
    private void NoteSigns(Held held, DateTimeOffset? stalledSince)
    {
        bool isKnown = stalledSince is null == held.State.StalledSince is null;
        // Who waits for a person is silent for a good reason.
        if (isKnown || held.State.Phase != AttemptPhase.Running) return;
        AttemptReport report = stalledSince is { } since
            ? Next(held, ReportKind.Stalled, since, message: null)
            : Next(held, ReportKind.Progress, time.GetUtcNow(), message: null);
        Step(held, held.State with
        {
            StalledSince = stalledSince, Seq = report.Seq, Outbox = [.. held.State.Outbox, report],
        });
    }
}
