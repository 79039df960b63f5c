using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains;
using TaskSync.Simulation.Server;

namespace TaskSync.Simulation.Mutations;

/// <summary>Takes every report as one of the task's current attempt, whichever attempt and agent it comes from.</summary>
internal sealed class HasNoFence : Mutation
{
    /// <summary>An attempt has a next one only where agents decline, and an old report comes only over a bad network.</summary>
    public override Chaos Worsen(Chaos chaos) => chaos with { Declines = 0.4, Duplicate = 0.3 };

    public override async Task BeforeSync(SimServer server, AgentId agent, SyncRequest request)
    {
        foreach (AttemptReport report in request.Reports)
        {
            TaskSnapshot? task = (await server.Catalog.FindTaskAsync(report.TaskId))?.Task;
            if (task is not { AgentId: { } current } || (current == agent && task.Attempt == report.Attempt)) continue;
            await server.Grains.GetGrain<ITaskGrain>(task.Id.Value).Sync(new AttemptSync
            {
                Agent = current, Attempt = task.Attempt, Reports = [report with { Attempt = task.Attempt, Seq = task.Seq + 1 }],
            });
        }
    }
}
