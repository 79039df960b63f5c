using Microsoft.AspNetCore.Http;
using TaskSync.Core;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;

namespace TaskSync.Cli.Tests.Fakes;

internal sealed partial class FakeServer
{
    private readonly Dictionary<(TaskId Task, int Attempt), List<Step>> steps = [];

    /// <summary>Completed when somebody was told that there are no more steps for now.</summary>
    public TaskCompletionSource SawAll { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds to what a task did; a place is how many there were before.</summary>
    public void Do(TaskId task, Step step, int attempt = 1)
    {
        lock (writing)
        {
            if (!steps.TryGetValue((task, attempt), out List<Step>? done)) steps[(task, attempt)] = done = [];
            done.Add(step with { At = done.Count });
            SawAll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task StepsAsync(HttpContext http, string id)
    {
        TaskId task = new(id);
        int attempt = int.TryParse(http.Request.Query["attempt"], out int number) ? number : tasks[task].Attempt;
        int after = int.Parse(http.Request.Query["after"]!);
        bool isOver = tasks[task].OutputComplete || tasks[task].Attempt > attempt;
        lock (writing)
        {
            Step[] all = [.. steps.GetValueOrDefault((task, attempt), [])];
            if (after == all.Length) SawAll.TrySetResult();
            StepPage page = new()
            {
                TaskId = task, Attempt = attempt, Steps = all[after..], Next = all.Length, Complete = isOver,
            };
            return WriteAsync(http, page, Json.StepPage);
        }
    }
}
