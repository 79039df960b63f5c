using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains;

/// <summary>
/// The authority on one session, keyed by its id: the order of its tasks, whose turn it is, and what people decided about it.
/// </summary>
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Appends a task. The same request again finds the task that it made.</summary>
    Task<SubmitOutcome> Submit(SubmitCommand command);

    /// <summary>Offers a task to an agent if it is its turn.</summary>
    Task<OfferOutcome> Offer(TaskId task, long ordinal, AgentId agent);

    /// <summary>Renames, archives, moves or continues.</summary>
    Task<SessionOutcome> Apply(SessionCommand command);
}

/// <summary>A checked submit.</summary>
/// <param name="TaskId">Derived from who asks and the idempotency key.</param>
/// <param name="Spec">What to run.</param>
/// <param name="RequestHash">Tells the same request from another one with the same key.</param>
/// <param name="By">The principal.</param>
/// <param name="MustExist">Whether the session has to be there already, because the request named it.</param>
/// <param name="RetryOf">The task that this one tries again.</param>
/// <param name="Founds">
/// Whether the session is named after this task, so that nothing can be in it before it.
/// </param>
public sealed record SubmitCommand(
    TaskId TaskId, TaskSpec Spec, string RequestHash, string By, bool MustExist, TaskId? RetryOf = null,
    bool Founds = false);

/// <summary>What became of a session command.</summary>
/// <param name="Found">Whether there is such a session.</param>
/// <param name="Why">Why nothing was done; null if it was, or was so before.</param>
public sealed record SessionOutcome(bool Found, string? Why = null);
