using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Leases;

namespace TaskSync.Grains;

/// <summary>
/// Carries one sync through the grains: the heartbeat first, which waits for nothing; then every attempt's part to its task,
/// side by side and each with a bound of its own; then the answer.
/// </summary>
public sealed partial class AgentProtocol(
    IGrainFactory grains, LeaseOptions options, TimeProvider time, ILogger<AgentProtocol> logger)
{
    /// <summary>Takes a sync.</summary>
    /// <param name="id">The agent that the caller's credential speaks for.</param>
    /// <param name="sync">The sync.</param>
    /// <param name="received">The monotonic timestamp at which it was received, stamped before anything was awaited.</param>
    public async Task<SyncReply> SyncAsync(AgentId id, SyncRequest sync, long received)
    {
        IAgentGrain agent = grains.GetGrain<IAgentGrain>(id.Value);
        SyncRequest listing = sync with { Reports = [] };
        HearOutcome heard = await agent.Hear(listing, time.GetElapsedTime(received));
        if (heard.Verdict == HearVerdict.Unintroduced)
        {
            HearOutcome introduced = await agent.Introduce(listing);
            heard = introduced.Verdict == HearVerdict.Heard
                ? await agent.Hear(listing, time.GetElapsedTime(received))
                : introduced;
        }
        if (heard.Verdict != HearVerdict.Heard) return Refuse(heard);

        Part[] parts = await Task.WhenAll(Group(sync, heard.Ask ?? []).Select(part => AskTask(id, part)));
        SettleOutcome settled = await agent.Settle(
            sync.Instance, sync.N, [.. parts.Where(part => part.Outcome is not null).Select(part => part.Outcome!)]);
        return new(new SyncAnswer
        {
            N = sync.N,
            Echo = settled.Echo,
            LeaseSeconds = options.Lease.TotalSeconds,
            SyncSeconds = options.Sync.TotalSeconds,
            Acks = [.. parts.SelectMany(Acks)],
            Orders = settled.Orders,
        }, null, null);
    }

    private static SyncReply Refuse(HearOutcome heard) => heard.Verdict == HearVerdict.Refused
        ? new(null, heard.Code, heard.Why)
        : new(null, "stale", "A newer sync of this agent was heard before.");

    /// <summary>All that is said of one attempt goes to its task in one call.</summary>
    private static Dictionary<(TaskId, int), Part>.ValueCollection Group(SyncRequest sync, IReadOnlyList<AttemptSyncTarget> ask)
    {
        var parts = new Dictionary<(TaskId, int), Part>();
        foreach (AttemptSyncTarget target in ask)
        {
            parts[(target.TaskId, target.Attempt)] = new(target.TaskId, target.Attempt, target.Listed, target.Missing, []);
        }
        foreach (AttemptReport report in sync.Reports)
        {
            (TaskId, int) key = (report.TaskId, report.Attempt);
            if (!parts.TryGetValue(key, out Part? part))
            {
                parts[key] = part = new(report.TaskId, report.Attempt, Listed: null, Missing: false, []);
            }
            part.Reports.Add(report);
        }
        return parts.Values;
    }

    private static IEnumerable<ReportAck> Acks(Part part) => part.Outcome?.Acks ?? part.Reports.Select(report => new ReportAck
    {
        TaskId = report.TaskId, Attempt = report.Attempt, Seq = report.Seq, Verdict = Verdict.Unavailable,
    });

    private async Task<Part> AskTask(AgentId agent, Part part)
    {
        try
        {
            SyncOutcome outcome = await grains.GetGrain<ITaskGrain>(part.TaskId.Value).Sync(new()
            {
                Agent = agent,
                Attempt = part.Attempt,
                Listed = part.Listed,
                Missing = part.Missing,
                Reports = [.. part.Reports.OrderBy(report => report.Seq)],
            }).WaitAsync(options.ReportBound, time);
            return part with { Outcome = outcome };
        }
        catch (Exception failure)
        {
            // Only the task itself may end or refuse an attempt. While it cannot answer, the agent keeps it and asks again.
            LogUnavailable(part.TaskId, failure);
            return part;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} could not answer; its agent keeps the attempt and reports again.")]
    private partial void LogUnavailable(TaskId task, Exception failure);

    private sealed record Part(
        TaskId TaskId, int Attempt, AttemptPhase? Listed, bool Missing, List<AttemptReport> Reports, SyncOutcome? Outcome = null);
}

/// <summary>What becomes of a sync.</summary>
/// <param name="Answer">The answer; null if the sync was refused.</param>
/// <param name="Code">A machine-readable word for the refusal.</param>
/// <param name="Why">The same as a sentence.</param>
public sealed record SyncReply(SyncAnswer? Answer, string? Code, string? Why);
