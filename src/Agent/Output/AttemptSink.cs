using TaskSync.Agent.Journal;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Output;

/// <summary>
/// What is told of an attempt leaves the machine: without secrets, and with as much output as the server gets.
/// </summary>
internal sealed class AttemptSink(IEventSink inbox, AttemptSpec spec, AttemptFolder folder, Secrets secrets) : IEventSink
{
    public void Post(AgentEvent what) => inbox.Post(what switch
    {
        ProcessEvent.NotStarted not => not with { Why = secrets.Mask(not.Why)! },
        ProcessEvent.Ended ended => ended with { End = Tell(ended.End) },
        _ => what,
    });

    private ProcessEnd Tell(ProcessEnd end) => end with
    {
        StdoutBytes = OutputCut.Finish(folder, OutputStream.Stdout, spec.OutputLimit, secrets),
        StderrBytes = OutputCut.Finish(folder, OutputStream.Stderr, spec.OutputLimit, secrets),
        Message = secrets.Mask(end.Message),
        Result = end.Result is { } result ? result with { Text = secrets.Mask(result.Text) } : null,
    };
}
