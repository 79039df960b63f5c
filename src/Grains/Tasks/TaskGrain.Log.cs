using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Tasks;

internal sealed partial class TaskGrain
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Task {Task}: {From} -> {To} ({Reason}), attempt {Attempt}.")]
    private partial void LogMoved(TaskId task, TaskState from, TaskState to, TaskReason reason, int attempt);
}
