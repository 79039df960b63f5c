using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Orleans;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains;

namespace TaskSync.Api.Tasks;

/// <summary>
/// Takes new tasks. The id of a task follows from who asks and their key, so that a call whose answer was
/// lost can be repeated.
/// </summary>
internal sealed class TaskSubmits(IGrainFactory grains, ICatalogReader catalog, TaskReads reads)
{
    private const string KeyHeader = "Idempotency-Key";

    public async Task<IResult> SubmitAsync(HttpContext http, CancellationToken cancel)
    {
        Body<SubmitRequest> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.SubmitRequest);
        return body.Problem is { } problem
            ? problem
            : Answer(await TakeAsync(body.Value!, otherwise: null, http, cancel));
    }

    /// <summary>Takes a request that was read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="otherwise">
    /// The session to append to, there or not, if the request names none; null makes a new one.
    /// </param>
    /// <param name="http">The call, with its caller and key.</param>
    /// <param name="cancel">Ends when the caller goes.</param>
    public async Task<SubmitTaking> TakeAsync(
        SubmitRequest request, SessionId? otherwise, HttpContext http, CancellationToken cancel)
    {
        string? key = http.Request.Headers[KeyHeader];
        if (key is not null && !IsKey(key)) return new(BadKey());
        IReadOnlyList<AgentSummary> fleet = SubmitCheck.NeedsFleet(request)
            ? (await catalog.ListAgentsAsync(cancel)).Agents
            : [];
        SubmitVerdict verdict = SubmitCheck.Check(request, fleet);
        string by = http.Caller().Principal;
        TaskId id = key is null ? NewId() : TaskId.Derive(by, key);
        if (verdict.Plan is not { } plan)
        {
            // Nobody can repeat what has no key.
            string? hash = key is null ? null : verdict.Hash;
            return await FindAcceptedAsync(id, hash, cancel) ?? new(Problem.Invalid(verdict.Problems));
        }
        SessionId session = plan.Session ?? otherwise ?? SessionId.Derive("session", id.Value);
        bool founds = plan.Session is null && otherwise is null;
        return await AcceptAsync(
            session,
            new(id, await AtHomeAsync(plan, cancel), verdict.Hash!, by, MustExist: plan.Session is not null, Founds: founds),
            cancel);
    }

    /// <summary>
    /// The same work again. The new task's id follows from the old one's: pressing twice gives one.
    /// </summary>
    public async Task<IResult> RetryAsync(string id, HttpContext http, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId old)) return Problem.BadId("task", 't', id);
        if ((await catalog.FindTaskAsync(old, cancel))?.Task is not { } task)
        {
            return Problem.NoSuch("task", id);
        }
        if (!task.State.IsTerminal())
        {
            return Problem.Conflict(
                "not_over", $"The task is still {Words.Of(task.State)}; cancel it before you try again.");
        }
        var command = new SubmitCommand(
            TaskId.Derive("retry", old.Value), task.Spec, $"retry of {old}", http.Caller().Principal,
            MustExist: true, RetryOf: old);
        return Answer(await AcceptAsync(task.SessionId, command, cancel));
    }

    /// <summary>
    /// A follow-up that names no folder goes on in the one of its session, also where no conversation leads it there: the CLI
    /// may have forgotten it. Unless that folder is another machine's, because the session has moved.
    /// </summary>
    private async Task<TaskSpec> AtHomeAsync(SubmitPlan plan, CancellationToken cancel)
    {
        if (plan.Session is not { } session || plan.Spec.Cwd is not null) return plan.Spec;
        if ((await catalog.FindSessionAsync(session, taskLimit: 1, cancel))?.Session is not { Cwd: { } cwd } home
            || !Folders.IsPlainAbsolute(cwd))
        {
            return plan.Spec;
        }
        AgentId? placed = plan.Spec.Agent ?? home.AgentId;
        bool isHere = (await catalog.ListAgentsAsync(cancel)).Agents.Any(
            agent => (placed is null || agent.AgentId == placed) && Folders.IsWithin(cwd, agent.Offer.Roots));
        return isHere ? plan.Spec with { Cwd = cwd } : plan.Spec;
    }

    /// <summary>
    /// The fleet has no place for it now. Who repeats a submit because its answer got lost still gets that
    /// answer, if the fleet had one then; null if nothing was accepted under this id.
    /// </summary>
    private async Task<SubmitTaking?> FindAcceptedAsync(TaskId id, string? hash, CancellationToken cancel)
    {
        if (hash is null || (await catalog.FindTaskAsync(id, cancel))?.Task is not { } accepted) return null;
        return accepted.RequestHash == hash
            ? new(null, await reads.FindAsync(id, cancel), StatusCodes.Status200OK)
            : new(Problem.KeyReused());
    }

    private async Task<SubmitTaking> AcceptAsync(
        SessionId session, SubmitCommand command, CancellationToken cancel)
    {
        SubmitOutcome outcome = await grains.GetGrain<ISessionGrain>(session.Value).Submit(command);
        if (!outcome.Accepted)
        {
            return new(outcome.Code == Refusal.KeyReused
                ? Problem.KeyReused()
                : Problem.NoSuch("session", session.Value));
        }
        TaskReading? found = outcome.Task is { } task
            ? await reads.ShowNewAsync(task with { Spec = command.Spec }, cancel)
            : await reads.FindAsync(outcome.TaskId, cancel);
        return found is null
            ? new(Problem.NoSuch("task", outcome.TaskId.Value))
            : new(null, found, outcome.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Answer(SubmitTaking taken)
    {
        if (taken.Task is not { } task) return taken.Problem!;
        bool isNew = taken.Status == StatusCodes.Status201Created;
        return Answers.Json(task.View, TaskSyncJsonContext.Default.TaskView, taken.Status, task.ETag,
            isNew ? $"/api/tasks/{task.View.TaskId}" : null);
    }

    private static TaskId NewId()
    {
        Span<byte> random = stackalloc byte[17];
        RandomNumberGenerator.Fill(random);
        return TaskId.FromBytes(random);
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= Limits.IdempotencyKeyLength && Ascii.IsValid(key)
            && !key.Any(char.IsControl);

    private static Problem BadKey() => Problem.Bad("invalid_key",
        $"\"{KeyHeader}\" has 1 to {Limits.IdempotencyKeyLength} printable ASCII characters; " +
        "a random one for each new task is best.");
}

/// <summary>What became of a submit: a problem, or the task and the status that says whether it is new.</summary>
internal sealed record SubmitTaking(Problem? Problem, TaskReading? Task = null, int Status = 0);
