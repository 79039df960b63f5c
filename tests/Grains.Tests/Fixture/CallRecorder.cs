using TaskSync.Embedded;

namespace TaskSync.Grains.Tests.Fixture;

/// <summary>Writes down which kind of grain calls which, and whether it waits for the answer.</summary>
internal sealed class CallRecorder : ICallFilter
{
    private readonly HashSet<(string Caller, string Callee)> _awaited = [];

    /// <summary>Awaited calls from grain to grain, by the types of the grains.</summary>
    public IReadOnlyCollection<(string Caller, string Callee)> Awaited => _awaited;

    /// <summary>Loses every hint from now on.</summary>
    public bool LosesHints { get; set; }

    public CallVerdict Judge(in CallInfo call)
    {
        if (call is { IsOneWay: false, Caller: { } caller }) _awaited.Add((caller.Type.ToString()!, call.Target.Type.ToString()!));
        return call.IsOneWay && LosesHints ? CallVerdict.Lose : CallVerdict.Pass;
    }
}
