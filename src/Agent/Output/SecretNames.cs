using TaskSync.Agent.Ports;

namespace TaskSync.Agent.Output;

/// <summary>
/// Which secrets an attempt may print: the values of the variables that <c>secrets</c> in <c>agent.json</c> names, as the agent or
/// the task has them, and the agent's own credential.
/// </summary>
internal sealed class SecretNames(
    IReadOnlyList<string> names, IReadOnlyDictionary<string, string> environment, string credential)
{
    private readonly string[] _own =
        [credential, .. environment.Where(variable => IsNamed(names, variable.Key)).Select(variable => variable.Value)];

    /// <summary>The secrets of one attempt.</summary>
    public Secrets Of(AttemptSpec? spec) => new(
        [.. _own, .. spec?.Spec.Env.Where(variable => IsNamed(names, variable.Key)).Select(variable => variable.Value) ?? []]);

    /// <summary>A <c>*</c> at the beginning or the end of a name stands for any rest.</summary>
    private static bool IsNamed(IReadOnlyList<string> names, string variable) => names.Any(name =>
        name.StartsWith('*') ? variable.EndsWith(name[1..], StringComparison.Ordinal)
        : name.EndsWith('*') ? variable.StartsWith(name[..^1], StringComparison.Ordinal)
        : variable == name);
}
