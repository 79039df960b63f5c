using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tasks;

/// <summary>
/// What of a task's record is shown. Values of environment variables are not: they may be secrets.
/// </summary>
internal static class TaskViews
{
    public static TaskView Of(TaskRecord record)
    {
        TaskSnapshot task = record.Task;
        TaskSpec spec = task.Spec;
        return new()
        {
            TaskId = task.Id,
            SessionId = task.SessionId,
            Ordinal = task.Ordinal,
            Kind = spec.Kind,
            Title = spec.Title,
            Prompt = spec.Prompt,
            Argv = spec.Argv.Count == 0 ? null : spec.Argv,
            Cwd = spec.Cwd,
            Labels = spec.Labels.Count == 0 ? null : spec.Labels,
            EnvNames = spec.Env.Count == 0 ? null : [.. spec.Env.Keys],
            TimeoutSeconds = spec.TimeoutSeconds,
            RetryOf = task.RetryOf,
            State = task.State,
            Reason = task.Reason == TaskReason.None ? null : task.Reason,
            Message = task.Message,
            Attempt = task.Attempt,
            Custody = task.Custody,
            Version = task.Version,
            Change = record.Change,
            CreatedAt = task.CreatedAt,
            Since = task.Since,
            StartedAt = task.StartedAt,
            StalledSince = TaskSummary.SilentSince(task),
            EndedAt = task.EndedAt,
            AgentId = task.AgentId,
            ExitCode = task.ExitCode,
            Question = task.Question,
            Answer = task.Answer,
            Result = ResultView.Of(task.Result),
            Conversation = ConversationView.Of(task),
            LateReport = task.LateReport,
            Timeline = task.Timeline,
            Proven = false,
            OutputBytes = 0,
            StderrBytes = 0,
            OutputComplete = false,
        };
    }
}
