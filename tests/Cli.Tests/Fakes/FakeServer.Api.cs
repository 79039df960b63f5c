using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests.Fakes;

internal sealed partial class FakeServer
{
    private static readonly TaskSyncJsonContext Json = TaskSyncJsonContext.Default;

    /// <summary>The fleet.</summary>
    public IReadOnlyList<AgentSummary> Agents { get; set; } = [];

    private Task AnswerAsync(HttpContext http)
    {
        string[] path = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (http.Request.Method, path) switch
        {
            ("POST", ["api", "tasks"]) => SubmitAsync(http),
            ("GET", ["api", "tasks"]) => ListAsync(http),
            ("GET", ["api", "agents"]) => WriteAsync(http, new AgentPage { Agents = Agents, Cursor = "e.1" }, Json.AgentPage),
            ("GET", ["api", "tasks", string id]) => GetAsync(http, id),
            ("POST", ["api", "tasks", string id, "cancel"]) => CancelAsync(http, id),
            ("GET", ["api", "tasks", string id, "output"]) => OutputAsync(http, id),
            ("GET", ["api", "tasks", string id, "steps"]) => StepsAsync(http, id),
            ("POST", ["api", "tasks", _, "answer"]) => TakeAsync(http, tasks.Values.Single(), Json.TaskView),
            ("GET", ["api", "sessions"]) => SessionsAsync(http),
            ("GET", ["api", "sessions", _]) => WriteAsync(http, View(), Json.SessionView),
            ("PATCH", ["api", "sessions", _]) => TakeAsync(http, View(), Json.SessionView),
            ("POST", ["api", "sessions", _, "move"]) => TakeAsync(http, View(), Json.SessionView),
            _ => NotFoundAsync(http),
        };
    }

    private async Task SubmitAsync(HttpContext http)
    {
        using StreamReader reader = new(http.Request.Body);
        string body = await reader.ReadToEndAsync();
        string key = http.Request.Headers["Idempotency-Key"].ToString();
        Bodies.Enqueue(body);
        Keys.Enqueue(key);
        TaskView task = byKey.GetOrAdd(key, _ => Views.Task(key));
        if (tasks.TryAdd(task.TaskId, task)) http.Response.StatusCode = 201;
        await WriteAsync(http, tasks[task.TaskId], Json.TaskView);
    }

    private Task SessionsAsync(HttpContext http)
    {
        SessionSummary[] rows = http.Request.Query["archived"] == "true" ? [] : [Session];
        return WriteAsync(http, new SessionPage { Sessions = rows, Cursor = "e.1" }, Json.SessionPage);
    }

    private SessionView View() => new() { Session = Session, Tasks = [.. tasks.Values.Select(Views.Row)], Cursor = "e.1" };

    private async Task TakeAsync<T>(HttpContext http, T answer, JsonTypeInfo<T> type)
    {
        using StreamReader reader = new(http.Request.Body);
        Bodies.Enqueue(await reader.ReadToEndAsync());
        await WriteAsync(http, answer, type);
    }

    private Task ListAsync(HttpContext http)
    {
        TaskSummary[] rows = [.. tasks.Values.Select(Views.Row)];
        return WriteAsync(http, new TaskPage { Tasks = rows, Cursor = "e.1" }, Json.TaskPage);
    }

    private async Task GetAsync(HttpContext http, string id)
    {
        if (!TaskId.TryParse(id, out TaskId taskId) || !tasks.TryGetValue(taskId, out TaskView? task))
        {
            await NotFoundAsync(http);
            return;
        }
        if (http.Request.Query.ContainsKey("wait"))
        {
            task = await ChangedAsync(taskId, http.Request.Headers.IfNoneMatch.ToString(), http.RequestAborted);
        }
        await WriteAsync(http, task, Json.TaskView);
    }

    private async Task<TaskView> ChangedAsync(TaskId id, string etag, CancellationToken cancel)
    {
        while (true)
        {
            Task next = changed.Task;
            if (tasks[id] is TaskView task && (task.State.IsTerminal() || ETag(task) != etag)) return task;
            Held.TrySetResult();
            await next.WaitAsync(cancel);
        }
    }

    private Task CancelAsync(HttpContext http, string id)
    {
        if (!TaskId.TryParse(id, out TaskId taskId) || !tasks.TryGetValue(taskId, out TaskView? task))
        {
            return NotFoundAsync(http);
        }
        if (task.State.IsTerminal())
        {
            http.Response.StatusCode = 409;
            return WriteProblemAsync(http, "The task is over", $"It is {Words.Of(task.State)}.");
        }
        Put(task with { State = TaskState.Cancelled, Reason = TaskReason.Requested });
        return WriteAsync(http, tasks[taskId], Json.TaskView);
    }

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return WriteProblemAsync(http, "No such thing", null);
    }

    private static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        if (value is TaskView task) http.Response.Headers.ETag = ETag(task);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(JsonSerializer.Serialize(value, type));
    }

    private static string ETag(TaskView task) => $"\"{task.Version}\"";
}
