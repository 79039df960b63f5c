using TaskSync.Agent.Journal;
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
    /// What the end means beyond the exit code, read from what the process left in its folder; null if
    /// nothing.
    /// </summary>
    TaskResult? Judge(AttemptFolder folder);
}

/// <summary>Something to execute.</summary>
/// <param name="Argv">Program and arguments.</param>
/// <param name="Stdin">What it reads from stdin; null for nothing.</param>
internal sealed record Invocation(IReadOnlyList<string> Argv, string? Stdin);

/// <summary>A plain command: its argv, and its exit code is all that it says.</summary>
internal sealed class CommandRunner : IRunner
{
    public TaskKind Kind => TaskKind.Command;

    public Invocation Prepare(AttemptSpec spec) => new(spec.Spec.Argv, Stdin: null);

    public TaskResult? Judge(AttemptFolder folder) => null;
}
