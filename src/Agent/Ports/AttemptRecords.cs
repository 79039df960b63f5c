using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Ports;

/// <summary>What an attempt is, written once when it is accepted and before anything of it runs.</summary>
public sealed record AttemptSpec
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The session; null if the file that said so is damaged.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>What to run.</summary>
    public required TaskSpec Spec { get; init; }

    /// <summary>The conversation to go on with; null to begin one.</summary>
    public Conversation? Resumes { get; init; }

    /// <summary>
    /// Random; stands in the environment of every process of the attempt, and proves that a process is one.
    /// </summary>
    public required string Nonce { get; init; }

    /// <summary>The boot of the machine in which it was accepted: no process outlives a boot.</summary>
    public required string BootId { get; init; }

    /// <summary>Bytes of each output that the server gets, and then a mark; 0 for all. It stays as it was at the start.</summary>
    public long OutputLimit { get; init; }

    /// <summary>When it was accepted, by the agent's clock.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The pair.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public AttemptKey Key => new(TaskId, Attempt);
}

/// <summary>How far an attempt is: rewritten at each step, before anybody hears of it.</summary>
public sealed record AttemptState
{
    /// <summary>How far it is.</summary>
    public required AttemptPhase Phase { get; init; }

    /// <summary>The number of its last report; 0 before the first.</summary>
    public long Seq { get; init; }

    /// <summary>Reports that were not acknowledged when this was written, oldest first.</summary>
    public IReadOnlyList<AttemptReport> Outbox { get; init; } = [];

    /// <summary>
    /// When the process started, by the machine's monotonic clock; null before. It means something within one boot, and so does the
    /// process. Time in which the machine was suspended does not count.
    /// </summary>
    public long? StartedTick { get; init; }

    /// <summary>Why it is being stopped.</summary>
    public StopCause Stop { get; init; }

    /// <summary>When the first signal was about to be sent.</summary>
    public DateTimeOffset? SignalledAt { get; init; }

    /// <summary>What it waits for a person to say.</summary>
    public Question? Question { get; init; }

    /// <summary>Seconds that its process had run when it asked; the time until it goes on is no run time.</summary>
    public double RanBeforeWait { get; init; }

    /// <summary>Seconds that it has waited for people before.</summary>
    public double WaitedSeconds { get; init; }

    /// <summary>When it showed the last sign of life, if it was reported that it shows none.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>The last report of all; null while it is not over.</summary>
    public AttemptReport? Final { get; init; }
}

/// <summary>An attempt as the journal has it.</summary>
/// <param name="Spec">What it is.</param>
/// <param name="State">How far it is.</param>
public sealed record JournaledAttempt(AttemptSpec Spec, AttemptState State);
