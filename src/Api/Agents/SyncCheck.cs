using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Agents;

/// <summary>
/// Whether a sync keeps to the protocol. What it says is for the grains to judge; this is about its form,
/// because an agent speaks from another machine and its words go into records.
/// </summary>
internal static class SyncCheck
{
    /// <summary>Characters of a message that are kept: enough for an error with its context.</summary>
    private const int MessageLength = 4000;

    /// <summary>Processes that a report may name; more would only be more of the same.</summary>
    private const int LeftoversKept = 20;

    public static Problem? Check(SyncRequest sync) =>
        (WhoIsWrong(sync) ?? OfferIsWrong(sync.Offer) ?? ListsAreWrong(sync)) is { } why
            ? Problem.Bad("invalid_sync", why)
            : null;

    /// <summary>
    /// The sync with its texts cut to what is kept: a long message is no reason to refuse a heartbeat.
    /// </summary>
    public static SyncRequest Trim(SyncRequest sync) =>
        sync.Reports.All(IsShort) ? sync : sync with { Reports = [.. sync.Reports.Select(Trim)] };

    private static string? WhoIsWrong(SyncRequest sync) => sync switch
    {
        { Instance: < 1 } or { N: < 1 } => "\"instance\" and \"n\" count from 1.",
        _ when !IsName(sync.Nonce) || !IsName(sync.MachineId) =>
            $"\"nonce\" and \"machine_id\" have 1 to {Limits.NameLength} characters.",
        _ when sync.Echo.Length > Limits.NameLength => "\"echo\" is what the last answer said.",
        _ => null,
    };

    private static string? OfferIsWrong(AgentOffer offer) => offer switch
    {
        { Slots: < 0 or > Limits.AgentSlots } => $"\"slots\" is a number from 0 to {Limits.AgentSlots}.",
        _ when offer.Labels.Count > Limits.LabelCount || !offer.Labels.All(IsName) =>
            $"\"labels\" may have {Limits.LabelCount} entries of {Limits.NameLength} characters.",
        _ when offer.Roots.Count > Limits.LabelCount || !offer.Roots.All(IsRoot) =>
            $"\"roots\" may have {Limits.LabelCount} entries, all plain absolute paths.",
        _ when offer.Version.Length > Limits.NameLength || offer.Platform.Length > Limits.NameLength =>
            $"\"version\" and \"platform\" have {Limits.NameLength} characters at most.",
        { DiskError.Length: > Limits.MessageLength } => $"\"disk_error\" has {Limits.MessageLength} characters at most.",
        _ => null,
    };

    private static string? ListsAreWrong(SyncRequest sync) => sync switch
    {
        { Holds.Count: > Limits.HoldsPerSync } => $"\"holds\" may have {Limits.HoldsPerSync} entries.",
        { Reports.Count: > Limits.ReportsPerSync } =>
            $"\"reports\" may have {Limits.ReportsPerSync} entries; the rest is for the next sync.",
        _ when !sync.Holds.All(IsHeld) => "Every entry of \"holds\" needs an attempt from 1 and a phase.",
        _ when !sync.Reports.All(IsReport) =>
            "Every report needs an attempt and a number from 1, a kind, and an end or a question exactly if it "
            + "reports one.",
        _ => null,
    };

    private static bool IsHeld(HeldAttempt? held) => held is { Attempt: >= 1, Phase: not AttemptPhase.None };

    private static bool IsReport(AttemptReport? report) =>
        report is { Attempt: >= 1, Seq: >= 1, Kind: not ReportKind.None }
            && (report.Kind == ReportKind.InputRequired ? IsQuestion(report.Question) : report.Question is null)
            && (report.Kind == ReportKind.Ended ? IsEnd(report.End) : report.End is null);

    private static bool IsQuestion(Question? question) => question is
    {
        RequestId.Length: > 0 and <= Limits.RequestIdLength, Tool.Length: <= Limits.NameLength,
        Input.Length: <= Limits.QuestionInputLength,
    };

    private static bool IsEnd(AttemptEnd? end) =>
        end is { Kind: not EndKind.None, OutputBytes: >= 0, StderrBytes: >= 0 };

    private static bool IsShort(AttemptReport report) =>
        (report.Message?.Length ?? 0) <= MessageLength
            && (report.End is not { Leftovers: var left }
                || (left.Count <= LeftoversKept && left.All(text => text?.Length <= Limits.MessageLength)));

    private static AttemptReport Trim(AttemptReport report) => report with
    {
        Message = Texts.Clip(report.Message, MessageLength),
        End = report.End is not { } end ? null : end with
        {
            Leftovers = [.. end.Leftovers.Take(LeftoversKept)
                .Select(text => Texts.Clip(text ?? "", Limits.MessageLength))],
        },
    };

    private static bool IsName(string? text) => text is { Length: > 0 and <= Limits.NameLength };

    private static bool IsRoot(string? path) =>
        path is { Length: <= Limits.PathBytes } && Folders.IsPlainAbsolute(path);
}
