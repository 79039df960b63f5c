using Microsoft.AspNetCore.Http;
using TaskSync.Core.Ports;
using TaskSync.Core;

namespace TaskSync.Cli.Tests.Fakes;

internal sealed partial class FakeServer
{
    private readonly Dictionary<OutputKey, byte[]> outputs = [];
    private readonly Lock writing = new();
    private TaskCompletionSource grown = new();
    private int? cutAfter;

    /// <summary>Completed when somebody follows an output and has seen all of it.</summary>
    public TaskCompletionSource Followed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds to a task's output; followers hear of it.</summary>
    public void Write(TaskId task, byte[] bytes, int attempt = 1, OutputStream stream = OutputStream.Stdout)
    {
        lock (writing)
        {
            OutputKey key = new(task, attempt, stream);
            outputs[key] = [.. outputs.GetValueOrDefault(key, []), .. bytes];
            Followed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref grown, new TaskCompletionSource()).TrySetResult();
        }
    }

    /// <summary>Breaks the next answer with output after so many bytes; Kestrel closes on one that is shorter than it said.</summary>
    public void CutNextOutputAfter(int bytes) => cutAfter = bytes;

    /// <summary>Ends the event streams, as a server does that has told all.</summary>
    public void EndStreams() => Interlocked.Exchange(ref grown, new TaskCompletionSource()).TrySetCanceled();

    private async Task OutputAsync(HttpContext http, string id)
    {
        IQueryCollection query = http.Request.Query;
        _ = Words.TryParse(query["stream"], out OutputStream stream);
        OutputKey key = new(new TaskId(id), int.Parse(query["attempt"]!), stream);
        int from = int.Parse(query["from"]!);
        if (http.Request.Headers.Accept == "text/event-stream") await TellAsync(http, key, from);
        else await CopyAsync(http, key, from);
    }

    private async Task CopyAsync(HttpContext http, OutputKey key, int from)
    {
        byte[] bytes = Read(key)[from..];
        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = bytes.Length;
        int? cut = cutAfter;
        cutAfter = null;
        await http.Response.Body.WriteAsync(cut is int count ? bytes.AsMemory(0, count) : bytes);
        await http.Response.Body.FlushAsync();
    }

    private async Task TellAsync(HttpContext http, OutputKey key, int from)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.Body.FlushAsync();
        while (true)
        {
            Task more = grown.Task;
            if (Read(key).Length > from)
            {
                from = Read(key).Length;
                await http.Response.WriteAsync($"id: {key.Attempt}:{from}\nevent: output\ndata: any\n\n");
                await http.Response.Body.FlushAsync();
                continue;
            }
            Followed.TrySetResult();
            await Task.WhenAny(more, Task.Delay(Timeout.Infinite, http.RequestAborted));
            if (more.IsCanceled || http.RequestAborted.IsCancellationRequested) return;
        }
    }

    private byte[] Read(OutputKey key)
    {
        lock (writing) return outputs.GetValueOrDefault(key, []);
    }
}
