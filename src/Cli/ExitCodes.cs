using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli;

/// <summary>What the process ends with; <c>docs/cli.md</c> has the table.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The server refused, or something failed; stderr says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>No server answers.</summary>
    public const int NoServer = 3;

    /// <summary>The watched task was cancelled.</summary>
    public const int TaskCancelled = 120;

    /// <summary>The watched task failed without an exit code that says so.</summary>
    public const int TaskFailed = 121;

    /// <summary>The watched task ran out of time; as timeout(1) says it.</summary>
    public const int TaskTimedOut = 124;

    /// <summary>With <c>--wait</c>: TaskSync itself failed, not the task; as docker run says it.</summary>
    public const int WaitFailed = 125;

    /// <summary>The watched task could not be started; as shells say it.</summary>
    public const int TaskNotStarted = 127;

    /// <summary>Ctrl-C; as shells say it.</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read the output has gone; as shells say it.</summary>
    public const int ReaderGone = 141;

    /// <summary>The exit code that stands for the end of a task.</summary>
    public static int Of(TaskView task) => task switch
    {
        { State: TaskState.Completed } => Done,
        { State: TaskState.Cancelled } => TaskCancelled,
        { Reason: TaskReason.Timeout } => TaskTimedOut,
        { Reason: TaskReason.StartFailed } => TaskNotStarted,
        { ExitCode: int code and not 0 } => code,
        _ => TaskFailed,
    };
}
