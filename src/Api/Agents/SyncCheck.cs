using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;

namespace TaskSync.Api.Agents;

/// <summary>
/// Whether a sync keeps to the protocol. What it says is for the grains to judge; this is about its form, because an agent
/// speaks from another machine and its words go into records.
/// </summary>
internal static class SyncCheck
{
    /// <summary>Characters of a message that are kept: enough for an error with its context.</summary>
    private const int MessageLength = 4000;

    private const int LeftoversKept = 20;

    public static Problem? Check(SyncRequest sync)
    {
        AgentOffer offer = sync.Offer;
        if (sync is { Instance: < 1 } or { N: < 1 }) return Bad("\"instance\" and \"n\" count from 1.");
        if (!IsName(sync.Nonce) || !IsName(sync.MachineId)) return Bad($"\"nonce\" and \"machine_id\" have 1 to {Limits.NameLength} characters.");
        if (offer.Slots is < 0 or > Limits.AgentSlots) return Bad($"\"slots\" is a number from 0 to {Limits.AgentSlots}.");
        if (offer.Labels.Count > Limits.LabelCount || !offer.Labels.All(IsName)) return Bad($"\"labels\" may have {Limits.LabelCount} entries.");
        if (offer.Roots.Count > Limits.LabelCount || !offer.Roots.All(Folders.IsPlainAbsolute)) return Bad("\"roots\" are plain absolute paths.");
        if (offer.Version.Length > Limits.NameLength || offer.Platform.Length > Limits.NameLength) return Bad("\"version\" or \"platform\" is too long.");
        if (sync.Holds.Count > Limits.HoldsPerSync) return Bad($"\"holds\" may have {Limits.HoldsPerSync} entries.");
        if (sync.Holds.Any(held => held.Attempt < 1 || held.Phase == AttemptPhase.None)) return Bad("An entry of \"holds\" names no attempt or phase.");
        if (sync.Reports.Count > Limits.ReportsPerSync) return Bad($"\"reports\" may have {Limits.ReportsPerSync} entries; the rest is for the next sync.");
        return sync.Reports.All(IsReport) ? null : Bad("A report needs an attempt and a number from 1, a kind, and an end exactly if it reports one.");
    }

    /// <summary>The sync with its texts cut to what is kept: a long message is no reason to refuse a heartbeat.</summary>
    public static SyncRequest Trim(SyncRequest sync) =>
        sync.Reports.All(IsShort) ? sync : sync with { Reports = [.. sync.Reports.Select(Trim)] };

    private static bool IsReport(AttemptReport report) =>
        report is { Attempt: >= 1, Seq: >= 1 } && report.Kind != ReportKind.None
            && (report.Kind == ReportKind.Ended ? report.End is { } end && IsEnd(end) : report.End is null);

    private static bool IsEnd(AttemptEnd end) => end.Kind != EndKind.None && end is { OutputBytes: >= 0, StderrBytes: >= 0 };

    private static bool IsShort(AttemptReport report) =>
        (report.Message?.Length ?? 0) <= MessageLength
            && (report.End is not { } end || (end.Leftovers.Count <= LeftoversKept && end.Leftovers.All(text => text.Length <= Limits.MessageLength)));

    private static AttemptReport Trim(AttemptReport report) => report with
    {
        Message = Core.Views.Texts.Clip(report.Message, MessageLength),
        End = report.End is not { } end ? null : end with
        {
            Leftovers = [.. end.Leftovers.Take(LeftoversKept).Select(text => Core.Views.Texts.Clip(text, Limits.MessageLength))],
        },
    };

    private static bool IsName(string text) => text is { Length: > 0 and <= Limits.NameLength };

    private static Problem Bad(string detail) => Problem.Bad("invalid_sync", detail);
}
