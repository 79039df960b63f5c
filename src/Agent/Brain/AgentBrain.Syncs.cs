using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Views;

namespace TaskSync.Agent.Brain;

/// <content>What is said to the server.</content>
internal sealed partial class AgentBrain
{
    private long _n;
    private string _echo = "";
    private bool _isEchoNew;

    /// <summary>
    /// Whether there is a report, or a proof of having heard the server, that no sync has carried yet.
    /// </summary>
    public bool HasNews => _isEchoNew
        || _held.Values.Any(held => MaySpeakOf(held) && held.State.Outbox.Any(report => report.Seq > held.SentSeq));

    /// <summary>
    /// The next sync: all that is held, and what is not acknowledged. Only its answer counts from now on.
    /// </summary>
    public SyncRequest BuildSync()
    {
        _isEchoNew = false;
        var reports = new List<AttemptReport>();
        var holds = new List<HeldAttempt>();
        int text = AgentLimits.TextPerSync;
        foreach (Held held in _held.Values)
        {
            if (held.Unborn || held.IsClosed) continue;
            if (holds.Count < Limits.HoldsPerSync) holds.Add(Listed(held));
            if (MaySpeakOf(held)) AddReports(reports, held, ref text);
        }
        return new SyncRequest
        {
            Instance = me.Instance,
            Nonce = me.Nonce,
            MachineId = me.MachineId,
            N = ++_n,
            Echo = _echo,
            Offer = IsResting ? offer with { DiskError = _diskError } : offer,
            Draining = Leaving || IsResting,
            Holds = holds,
            Reports = reports,
        };
    }

    /// <summary>
    /// What the server said last goes back with the next sync: only then does it know that the listing is not
    /// one from before. A server that has started anew says something new, and waits for it.
    /// </summary>
    private void Hear(string echo)
    {
        _isEchoNew |= echo != _echo;
        _echo = echo;
    }

    /// <summary>What is on disk; what is not, only if the disk has refused it for too long and it can't become untrue.</summary>
    private bool MaySpeakOf(Held held) => !held.Unsaved
        || (held.UnsavedSince is { } since && time.GetElapsedTime(since) >= AgentLimits.SpeakAnywayAfter
            && held.State.Outbox.All(IsProvenByProcess));

    /// <summary>Not so where nothing ever ran: a restart that does not find it written down might start it after all.</summary>
    private static bool IsProvenByProcess(AttemptReport report) =>
        report.Kind == ReportKind.Started || report.End is { Kind: EndKind.Exited or EndKind.ExitUnknown };

    private static HeldAttempt Listed(Held held) =>
        new() { TaskId = held.Key.TaskId, Attempt = held.Key.Attempt, Phase = held.State.Phase };

    private static void AddReports(List<AttemptReport> reports, Held held, ref int text)
    {
        foreach (AttemptReport report in held.State.Outbox)
        {
            text -= TextOf(report);
            // One always fits; what does not is news still, and the next sync follows at once.
            if (reports.Count >= Limits.ReportsPerSync || (text < 0 && reports.Count > 0)) return;
            reports.Add(held.DiskError is { } error ? Worried(report, error) : report);
            held.SentSeq = Math.Max(held.SentSeq, report.Seq);
        }
    }

    private static AttemptReport Worried(AttemptReport report, string error) => report with
    {
        Message = Texts.Clip($"{report.Message} The agent's disk does not take this down: {error}".Trim(), Limits.MessageLength),
    };

    /// <summary>The characters in it that people and programs chose, and that may be many.</summary>
    private static int TextOf(AttemptReport report) =>
        (report.Message?.Length ?? 0) + (report.Question?.Input.Length ?? 0) + (report.End?.Result?.Text?.Length ?? 0)
            + (report.End?.Result?.Denials?.Sum(denial => denial.Tool.Length + (denial.Input?.Length ?? 0)) ?? 0)
            + (report.End?.Leftovers.Sum(leftover => leftover.Length) ?? 0);
}
