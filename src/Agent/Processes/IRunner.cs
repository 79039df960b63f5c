using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Processes;

/// <summary>
/// What one kind of task needs to be run: the process handling around it is the same for all.
/// </summary>
internal interface IRunner
{
    /// <summary>The kind.</summary>
    TaskKind Kind { get; }

    /// <summary>The program and arguments to execute, and what it reads from stdin.</summary>
    Invocation Prepare(AttemptSpec spec);

    /// <summary>
    /// Somebody who understands what the process writes; null if its exit code is all that it says.
    /// </summary>
    IListener? Listen(AttemptSpec spec, AttemptFolder folder, Secrets secrets);
}

/// <summary>Follows what one attempt writes. One caller at a time.</summary>
internal interface IListener
{
    /// <summary>How long the process may stay after it has said all.</summary>
    TimeSpan LingersFor { get; }

    /// <summary>Whether it has said its result, and has not gone on since.</summary>
    bool HasSaidAll();

    /// <summary>Counts its signs of life as far as they were read: each gives one that has said all its time anew.</summary>
    long Signs { get; }

    /// <summary>What it waits for a person to say; of several things, the first. Null if nothing, as far as was read.</summary>
    Question? Asks();

    /// <summary>Hands it an answer, if it waits for that.</summary>
    void Tell(Answer answer);

    /// <summary>Nobody will tell it anything more.</summary>
    void Hush();

    /// <summary>What the end means, now that nothing more comes.</summary>
    /// <param name="exit">How the process ended; null if that was not recorded.</param>
    Judgement Judge(ExitRecord? exit);
}

/// <summary>What a listener makes of an end.</summary>
/// <param name="Result">The work's own result; null if there is none, and then the exit code or signal decides.</param>
/// <param name="Conversation">The conversation that it was about.</param>
/// <param name="Message">What there is to say of it; null if nothing.</param>
internal sealed record Judgement(TaskResult? Result, Conversation? Conversation, string? Message);

/// <summary>Something to execute.</summary>
/// <param name="Argv">Program and arguments.</param>
/// <param name="Stdin">What it reads from stdin; null for nothing.</param>
internal sealed record Invocation(IReadOnlyList<string> Argv, string? Stdin)
{
    /// <summary>
    /// Whether the agent's own configuration names the program: then the list of what may be asked for is not meant.
    /// </summary>
    public bool IsConfigured { get; init; }

    /// <summary>Whether it is spoken to while it runs: then it reads the end only when that is said.</summary>
    public bool IsTalk { get; init; }

    /// <summary>What it gets of the agent's environment beyond what every attempt gets.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];
}

/// <summary>A plain command: its argv, and its exit code is all that it says.</summary>
internal sealed class CommandRunner : IRunner
{
    public TaskKind Kind => TaskKind.Command;

    public Invocation Prepare(AttemptSpec spec) => new(spec.Spec.Argv, Stdin: null);

    public IListener? Listen(AttemptSpec spec, AttemptFolder folder, Secrets secrets) => null;
}
