using TaskSync.Agent.Journal;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Output;

/// <summary>
/// What is told of an attempt leaves the machine: without secrets, and with as much output as the server gets.
/// </summary>
internal sealed class AttemptSink(IEventSink inbox, AttemptSpec spec, AttemptFolder folder, Secrets secrets) : IEventSink
{
    public void Post(AgentEvent what) => inbox.Post(what switch
    {
        ProcessEvent.NotStarted not => not with { Why = secrets.Mask(not.Why)! },
        ProcessEvent.Waits { Asks: { } asks } waits => waits with { Asks = asks with { Input = secrets.Mask(asks.Input)! } },
        ProcessEvent.Ended ended => ended with { End = Tell(ended.End) },
        _ => what,
    });

    private ProcessEnd Tell(ProcessEnd end) => end with
    {
        StdoutBytes = OutputCut.Finish(folder, OutputStream.Stdout, spec.OutputLimit, secrets),
        StderrBytes = OutputCut.Finish(folder, OutputStream.Stderr, spec.OutputLimit, secrets),
        Message = secrets.Mask(end.Message),
        Result = end.Result is { } result ? Tell(result) : null,
    };

    private TaskResult Tell(TaskResult result) => result with
    {
        Text = secrets.Mask(result.Text),
        Denials = result.Denials is { } denials ? [.. denials.Select(denied => denied with { Input = secrets.Mask(denied.Input) })] : null,
    };
}
