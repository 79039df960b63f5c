namespace Orleans.Runtime;

/// <summary>
/// Which activation the current thread works for; null outside grains, after <c>Task.Run</c> for instance.
/// </summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? _current;

    public static IGrainContext? Current => _current;

    /// <summary>
    /// Sets the activation and returns the one before, which the caller sets again at the end.
    /// </summary>
    public static IGrainContext? Enter(IGrainContext? context)
    {
        var before = _current;
        _current = context;
        return before;
    }
}
