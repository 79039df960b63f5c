using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TaskSync.Agent.Ports;

/// <summary>One try at one task. Its text is the name of the attempt's folder.</summary>
public readonly record struct AttemptKey(TaskId TaskId, int Attempt)
{
    /// <summary>Reads the name of an attempt's folder.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AttemptKey key)
    {
        key = default;
        int dot = text?.LastIndexOf('.') ?? -1;
        if (dot < 0 || !TaskId.TryParse(text![..dot], out TaskId task)) return false;
        if (!int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)) return false;
        key = new AttemptKey(task, attempt);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TaskId}.{Attempt}");
}
