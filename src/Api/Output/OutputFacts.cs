using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Output;

/// <summary>What a task's record says of the output of its attempts.</summary>
internal static class OutputFacts
{
    /// <summary>
    /// Whether so many bytes are all that an attempt wrote. One before the newest was given back before it
    /// started, and wrote nothing.
    /// </summary>
    public static bool IsAll(TaskSnapshot task, int attempt, OutputStream stream, long have)
    {
        if (attempt < task.Attempt) return true;
        if (!task.State.IsTerminal()) return false;
        bool neverRan = task is { OutputBytes: null, StartedAt: null, Custody: Custody.None or Custody.Gone };
        return neverRan || (stream == OutputStream.Stderr ? task.StderrBytes : task.OutputBytes) <= have;
    }
}
