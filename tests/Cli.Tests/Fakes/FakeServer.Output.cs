using Microsoft.AspNetCore.Http;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests.Fakes;

internal sealed partial class FakeServer
{
    /// <summary>Small, so that tests see several events.</summary>
    private const int EventBytes = 1000;

    private const int Uncut = -1;

    private readonly Dictionary<OutputKey, byte[]> outputs = [];
    private readonly Lock writing = new();
    private int cutAfter = Uncut;

    /// <summary>Completed when somebody follows an output and has been told all of it.</summary>
    public TaskCompletionSource Followed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds to a task's output; followers hear of it.</summary>
    public void Write(TaskId task, byte[] bytes, int attempt = 1, OutputStream stream = OutputStream.Stdout)
    {
        lock (writing)
        {
            OutputKey key = new(task, attempt, stream);
            outputs[key] = [.. outputs.GetValueOrDefault(key, []), .. bytes];
            Followed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        Interlocked.Exchange(ref changed, new TaskCompletionSource()).TrySetResult();
    }

    /// <summary>Breaks the next event stream after so many events.</summary>
    public void CutNextStreamAfter(int events) => cutAfter = events;

    /// <summary>Ends the event streams that are open, without a word.</summary>
    public void BreakStreams() => Interlocked.Exchange(ref changed, new TaskCompletionSource()).TrySetCanceled();

    private async Task OutputAsync(HttpContext http, string id)
    {
        TaskId task = new(id);
        _ = Words.TryParse(http.Request.Query["stream"], out OutputStream stream);
        int? only = int.TryParse(http.Request.Query["attempt"], out int number) ? number : null;
        if (http.Request.Headers.Accept == "text/event-stream") await TellAsync(http, task, only, stream);
        else await http.Response.Body.WriteAsync(Read(new(task, only ?? tasks[task].Attempt, stream)));
    }

    private async Task TellAsync(HttpContext http, TaskId id, int? only, OutputStream stream)
    {
        http.Response.ContentType = "text/event-stream";
        (int attempt, int from) = Place(http.Request.Headers["Last-Event-ID"].ToString());
        int cut = Interlocked.Exchange(ref cutAfter, Uncut);
        while (!http.RequestAborted.IsCancellationRequested)
        {
            Task more = changed.Task;
            TaskView task = tasks[id];
            int newest = only ?? task.Attempt;
            if (newest != attempt) (attempt, from) = (newest, 0);
            byte[] next = [.. Read(new(id, attempt, stream)).Skip(from).Take(EventBytes)];
            if (next.Length > 0)
            {
                if (cut-- == 0) return;
                from += next.Length;
                await TellAsync(http, $"id: {attempt}:{from}\nevent: output\ndata: {Convert.ToBase64String(next)}\n\n");
            }
            else if (task.State.IsTerminal() && (task.OutputComplete || task.Custody == Custody.Lost))
            {
                string complete = task.OutputComplete ? "true" : "false";
                await TellAsync(http, $"event: end\ndata: {{\"complete\":{complete},\"bytes\":{from}}}\n\n");
                return;
            }
            else
            {
                await TellAsync(http, ": still following\n\n");
                Followed.TrySetResult();
                await more.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (more.IsCanceled) return;
            }
        }
    }

    private static async Task TellAsync(HttpContext http, string text)
    {
        await http.Response.WriteAsync(text);
        await http.Response.Body.FlushAsync();
    }

    private static (int Attempt, int From) Place(string eventId) => eventId.Split(':') is [string attempt, string from]
        ? (int.Parse(attempt), int.Parse(from))
        : (0, 0);

    private byte[] Read(OutputKey key)
    {
        lock (writing) return outputs.GetValueOrDefault(key, []);
    }
}
