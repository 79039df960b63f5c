using Microsoft.Extensions.Logging;

namespace TaskSync.Storage.Writing;

/// <content>What operators hear of it.</content>
internal sealed partial class GroupWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} writes to the {Name} failed.")]
    private partial void LogFailed(Exception why, int count, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "A failed transaction of the {Name} could not be rolled back.")]
    private partial void LogRollbackFailed(Exception why, string name);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The {Name} was not written out within {Seconds} s of the stop; writes that were not answered may be lost.")]
    private partial void LogNotDrained(string name, double seconds);
}
