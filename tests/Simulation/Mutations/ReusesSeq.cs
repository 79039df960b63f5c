using TaskSync.Core.Protocol;

namespace TaskSync.Simulation.Mutations;

/// <summary>An agent that numbers every report of an attempt alike.</summary>
internal sealed class ReusesSeq : Mutation
{
    public override SyncRequest Sent(SyncRequest request) =>
        request with { Reports = [.. request.Reports.Select(report => report with { Seq = 1 })] };

    public override SyncAnswer Received(SyncRequest request, SyncAnswer answer) => answer with
    {
        Acks = [.. answer.Acks.SelectMany(ack => request.Reports
            .Where(report => report.TaskId == ack.TaskId && report.Attempt == ack.Attempt)
            .Select(report => ack with { Seq = report.Seq }))],
    };
}
