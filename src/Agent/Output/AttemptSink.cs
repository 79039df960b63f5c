using System.Diagnostics.CodeAnalysis;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Agent.Output;

/// <summary>
/// What is told of an attempt leaves the machine: without secrets, and with as much output as the server gets. Nothing is cut before
/// it is masked: of a secret that stands across a cut, a part would be left that is no secret any more.
/// </summary>
internal sealed class AttemptSink(IEventSink inbox, AttemptSpec spec, AttemptFolder folder, Secrets secrets) : IEventSink
{
    public void Post(AgentEvent what) => inbox.Post(what switch
    {
        ProcessEvent.NotStarted not => not with { Why = Tell(not.Why, Limits.MessageLength) },
        ProcessEvent.Waits { Asks: { } asks } waits => waits with { Asks = Tell(asks) },
        ProcessEvent.Ended ended => ended with { End = Tell(ended.End) },
        _ => what,
    });

    private ProcessEnd Tell(ProcessEnd end) => end with
    {
        StdoutBytes = OutputCut.Finish(folder, OutputStream.Stdout, spec.OutputLimit, secrets),
        StderrBytes = OutputCut.Finish(folder, OutputStream.Stderr, spec.OutputLimit, secrets),
        Message = Tell(end.Message, Limits.MessageLength),
        Leftovers = [.. end.Leftovers.Select(leftover => secrets.Mask(leftover)!)],
        Result = end.Result is { } result ? Tell(result) : null,
    };

    private TaskResult Tell(TaskResult result) => result with
    {
        Text = Tell(result.Text, Limits.ResultTextLength),
        Denials = result.Denials is { } denials ? [.. denials.Select(Tell)] : null,
    };

    private Denial Tell(Denial denial) => new(Tell(denial.Tool, Limits.NameLength), Tell(denial.Input, Limits.DenialInputLength));

    private Question Tell(Question asks) => asks with
    {
        Tool = Tell(asks.Tool, Limits.NameLength),
        Input = Tell(asks.Input, Limits.QuestionInputLength),
        Truncated = asks.Input.Length > Limits.QuestionInputLength,
    };

    [return: NotNullIfNotNull(nameof(text))]
    private string? Tell(string? text, int most) => Texts.Clip(secrets.Mask(text), most);
}
