using System.Diagnostics;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Measure;

/// <summary>
/// How long an agent's search for work takes among a hundred thousand tasks, ten thousand of them queued.
/// </summary>
internal static class QueueMeasure
{
    private const int Searches = 50;

    public static async Task RunAsync(SqliteStorage storage)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var offer = new AgentOffer { Kinds = [TaskKind.Command], Roots = ["/work"] };
        (int done, int queued) = (0, 0);
        await Lives.EachAsync(256, 80_000, () =>
        {
            TaskSnapshot task = Lives.Queued($"done {Interlocked.Increment(ref done)}", 1, now);
            return storage.States.WriteTaskAsync(Lives.Then(task, new TaskCommand.Cancel("admin", Force: false), now), etag: null);
        });
        await Lives.EachAsync(256, 10_000, () =>
            storage.States.WriteTaskAsync(Lives.Queued("one", Interlocked.Increment(ref queued), now), etag: null));
        // The head of the long session is under way, so that all of it has to be passed over to find what comes
        // behind it.
        TaskSnapshot first = Lives.Queued("one", 1, now);
        await storage.States.WriteTaskAsync(Lives.Then(first, new TaskCommand.Offer(Lives.Agent), now), "1");
        await MeasureAsync(storage, "one session with 10,000 waiting", offer);
        (done, queued) = (0, 0);
        await Lives.EachAsync(256, 10_000, () =>
            storage.States.WriteTaskAsync(Lives.Queued($"many {Interlocked.Increment(ref queued)}", 1, now), etag: null));
        await MeasureAsync(storage, "and 10,000 sessions with one each", offer);
        await MeasureAsync(storage, "the same for an agent that can run none", offer with { Kinds = [TaskKind.Codex] });
    }

    private static async Task MeasureAsync(SqliteStorage storage, string what, AgentOffer offer)
    {
        var took = new List<double>();
        int found = 0;
        for (int i = 0; i < Searches; i++)
        {
            long started = Stopwatch.GetTimestamp();
            found = (await storage.Dispatch.FindCandidatesAsync(Lives.Agent, offer, 16)).Count;
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        took.Sort();
        Console.WriteLine($"{what}: {found} found in {took[Searches / 2]:N2} ms (median)");
    }
}
