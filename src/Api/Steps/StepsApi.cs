using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Output;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Steps;

/// <summary>What a coding agent did, step by step, read from its output.</summary>
internal sealed class StepsApi(ICatalogReader catalog, IOutputStore outputs)
{
    /// <summary>Bytes read from the store at once.</summary>
    private const int PieceBytes = 256 * 1024;

    private static readonly RowLimit PageLimit = new(200, Limits.PageSteps);

    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tasks/{id}/steps", GetAsync).WithTags("Tasks").For(AccessRule.People)
        .Gives<StepPage>().Fails(400, 404, 503)
        .Describe("Read steps",
            "What a coding agent said, thought, used and was answered, in order, read from its output; of the " +
            "newest attempt, or of attempt. next says what after takes to go on; complete says that no more " +
            "will come. Long texts are cut and say so. The feed's event output says when there may be more. " +
            "A plain command takes no steps.");

    private async Task<IResult> GetAsync(
        string id, string? attempt, string? after, string? limit, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId task)) return Problem.BadId("task", 't', id);
        int number = 0;
        if (attempt is not null && !OutputPlaces.TryReadAttempt(attempt, out number))
        {
            return OutputPlaces.BadAttempt();
        }
        if (!OutputPlaces.TryReadOffset(after, out long from)) return OutputPlaces.BadOffset("after");
        if (!PageLimit.TryRead(limit, out int steps)) return PageLimit.Refuse();
        if (await catalog.FindTaskAsync(task, cancel) is not { Task: var found })
        {
            return Problem.NoSuch("task", id);
        }
        if (number > found.Attempt) return Problem.NoSuch("attempt", $"{id}/{number}");
        StepPage page = await ReadAsync(found, number == 0 ? found.Attempt : number, from, steps, cancel);
        return Answers.Json(page, TaskSyncJsonContext.Default.StepPage);
    }

    private async Task<StepPage> ReadAsync(
        TaskSnapshot task, int attempt, long from, int limit, CancellationToken cancel)
    {
        var key = new OutputKey(task.Id, attempt, OutputStream.Stdout);
        long have = attempt == 0 ? 0 : await outputs.LengthAsync(key, cancel);
        // The task was read before the length: what it says was the end cannot lie behind what is there now.
        bool isAll = OutputFacts.IsAll(task, attempt, OutputStream.Stdout, have);
        StepScan? scan = StepScan.Of(task.Spec.Kind, from, limit);
        if (scan is not null) await ScanAsync(scan, key, from, have, isAll, cancel);
        long next = scan?.Next ?? have;
        return new()
        {
            TaskId = task.Id,
            Attempt = attempt,
            Steps = scan?.Steps ?? [],
            Next = next,
            Complete = isAll && next >= have,
        };
    }

    private async Task ScanAsync(
        StepScan scan, OutputKey key, long from, long have, bool isAll, CancellationToken cancel)
    {
        for (long at = from; at < have;)
        {
            int piece = (int)Math.Min(PieceBytes, have - at);
            ReadOnlyMemory<byte> bytes = await outputs.ReadAsync(key, at, piece, cancel);
            if (bytes.IsEmpty || !scan.Add(bytes.Span)) return;
            at += bytes.Length;
        }
        if (isAll) scan.Finish();
    }
}
