using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Orleans;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Tasks;

/// <summary>Tasks: submit, read, list, cancel, retry.</summary>
internal sealed class TasksApi(
    TaskSubmits submits, TaskReads reads, TaskWaiting waiting, Proof proof, ICatalogReader catalog,
    IGrainFactory grains, LeaseWatcher watcher)
{
    public void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder tasks = api.MapGroup("/tasks").WithTags("Tasks").For(AccessRule.People);
        tasks.MapPost("", submits.SubmitAsync).Takes<SubmitRequest>()
            .Gives<TaskView>(201).Gives<TaskView>().Fails(400, 404, 413, 415, 422, 503)
            .Describe("Submit a task",
                "Accepts a task and answers when it is on disk. With the header Idempotency-Key the call " +
                "can be repeated: the same request again answers 200 with the same task, another request " +
                "with the same key 422.");
        tasks.MapGet("/{id}", GetAsync).Gives<TaskView>().Produces(304).Fails(400, 404, 503)
            .Describe("Read a task", "With wait (1 to 60 seconds) the answer comes when the task changes " +
                "or is over, or the time is up. Changes count from what If-None-Match or version name, " +
                "else from when the call came. With If-None-Match an unchanged task answers 304. The tag " +
                "covers the record and whether all output is there; next, proven, last_heard_at and the " +
                "lengths of growing output change without it.");
        tasks.MapGet("", ListAsync).Gives<TaskPage>().Fails(400, 503)
            .Describe("List tasks", "Newest first. state takes one or more states, separated by commas; q " +
                "looks for words, or their beginnings, in titles, prompts (or commands) and results, without " +
                "regard to case and accents; from and to are times (ISO 8601) between which the task was " +
                "accepted, to itself left out; cursor is what next of the page before said. The page's own " +
                "cursor is a place in the change feed, read in the same transaction.");
        tasks.MapPost("/{id}/cancel", CancelAsync).Takes<CancelRequest>(optional: true).Gives<TaskView>()
            .Fails(400, 404, 409, 503)
            .Describe("Cancel a task",
                "Asks its process to stop. With force it counts as cancelled at once, without proof that " +
                "its process is gone. A task that is over answers 409 with its final state.");
        tasks.MapPost("/{id}/answer", AnswerAsync).Takes<AnswerRequest>().Gives<TaskView>()
            .Fails(400, 404, 409, 413, 415, 503)
            .Describe("Answer what a task asks",
                "For a task that is input_required: request_id is that of its question, behavior is allow " +
                "or deny, text says more. The first answer counts; another one, or one to a question that " +
                "is not open, answers 409. The answer stands in the task until its agent has delivered it.");
        tasks.MapPost("/{id}/retry", submits.RetryAsync).Gives<TaskView>(201).Gives<TaskView>()
            .Fails(400, 404, 409, 503)
            .Describe(
                "Try a task again",
                "The same work as a new task of the same session. Asking twice gives one.");
    }

    private async Task<IResult> GetAsync(
        string id, string? wait, string? version, HttpContext http, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId task)) return Problem.BadId("task", 't', id);
        if (!TaskWaiting.TryReadWait(wait, out TimeSpan span))
        {
            return Problem.Bad(
                "invalid_wait", $"\"wait\" is a number of seconds from 1 to {Limits.MaxWaitSeconds}.");
        }
        long known = 0;
        if (version is not null
            && !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out known))
        {
            return Problem.Bad(
                "invalid_version", "\"version\" is the version of the task as you know it.");
        }
        (TaskReading? reading, Problem? problem) = span == TimeSpan.Zero
            ? (await reads.FindAsync(task, cancel), null)
            : await waiting.FindAsync(task, span, version is null ? null : known, http.Request, cancel);
        if (problem is not null) return problem;
        return reading is null
            ? Problem.NoSuch("task", id)
            : Answers.Conditional(
                http.Request, reading.View, TaskSyncJsonContext.Default.TaskView, reading.ETag);
    }

    private async Task<IResult> ListAsync(
        string[] state,
        [FromQuery(Name = "session_id")] string? sessionId,
        [FromQuery(Name = "agent_id")] string? agentId,
        string? q,
        string? from,
        string? to,
        string? limit,
        string? cursor,
        CancellationToken cancel)
    {
        (TaskQuery? query, Problem? problem) = TaskListQuery.Read(
            state, sessionId, agentId, q, (from, to), limit, cursor);
        if (problem is not null) return problem;
        await watcher.SettleAsync();
        try
        {
            return Answers.Json(
                proof.Show(await catalog.ListTasksAsync(query!, cancel)),
                TaskSyncJsonContext.Default.TaskPage);
        }
        catch (FormatException why)
        {
            return TaskListQuery.BadCursor(why);
        }
    }

    private async Task<IResult> CancelAsync(string id, HttpContext http, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId task)) return Problem.BadId("task", 't', id);
        Body<CancelRequest> body = await JsonBody.ReadOptionalAsync(
            http.Request, TaskSyncJsonContext.Default.CancelRequest);
        if (body.Problem is { } problem) return problem;
        TaskOutcome outcome = await grains.GetGrain<ITaskGrain>(task.Value).Cancel(
            http.Caller().Principal, body.Value?.Force ?? false);
        if (outcome.Code == Refusal.Terminal) return Problem.Terminal(outcome.State, outcome.Why);
        return await ShowAsync(task, outcome, cancel);
    }

    private async Task<IResult> AnswerAsync(string id, HttpContext http, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId task)) return Problem.BadId("task", 't', id);
        Body<AnswerRequest> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.AnswerRequest);
        if (body.Problem is { } problem) return problem;
        AnswerRequest answer = body.Value!;
        if (AnswerCheck.Check(answer, out AnswerBehavior behavior) is { } wrong) return wrong;
        TaskOutcome outcome = await grains.GetGrain<ITaskGrain>(task.Value).Answer(
            answer.RequestId!, behavior, answer.Text, http.Caller().Principal);
        return outcome.Code switch
        {
            Refusal.Terminal => Problem.Terminal(outcome.State, outcome.Why),
            Refusal.NotAsked => Problem.Conflict("not_asked", outcome.Why!),
            _ => await ShowAsync(task, outcome, cancel),
        };
    }

    private async Task<IResult> ShowAsync(TaskId task, TaskOutcome outcome, CancellationToken cancel) =>
        outcome.Code == Refusal.None && await reads.FindAsync(task, cancel) is { } reading
            ? Answers.Json(reading.View, TaskSyncJsonContext.Default.TaskView, etag: reading.ETag)
            : Problem.NoSuch("task", task.Value);
}
