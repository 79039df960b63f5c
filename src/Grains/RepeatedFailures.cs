namespace TaskSync.Grains;

/// <summary>
/// What fails again and again is said when it begins to, and then from time to time: one record that nobody can read
/// would fill the log otherwise.
/// </summary>
internal sealed class RepeatedFailures(TimeProvider time)
{
    /// <summary>Often enough for whoever looks at the end of a log, and some hundred lines a day at most for each.</summary>
    private static readonly TimeSpan SayEvery = TimeSpan.FromMinutes(10);

    /// <summary>Remembered at once; when there are more, all are said anew.</summary>
    private const int Limit = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _said = [];

    /// <summary>Whether the failure of this one is to be said now.</summary>
    public bool IsToBeSaid(string id)
    {
        lock (_gate)
        {
            if (_said.TryGetValue(id, out long at) && time.GetElapsedTime(at) < SayEvery) return false;
            if (_said.Count >= Limit) _said.Clear();
            _said[id] = time.GetTimestamp();
            return true;
        }
    }
}
