using TaskSync.Core;

namespace TaskSync.Grains.Agents;

/// <summary>
/// Tasks that could not be offered a moment ago. Each look for work begins at the head of the queue, and one there whose
/// record can't be read would be found before all others for ever.
/// </summary>
internal sealed class SetAside(TimeProvider time)
{
    /// <summary>Short, because most failures pass: the task then has its old place in the queue.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    /// <summary>More than this are no damage to single records; then nothing is set aside beyond them.</summary>
    private const int Limit = 256;

    private readonly Dictionary<TaskId, long> _since = [];

    /// <summary>How many are set aside now.</summary>
    public int Count
    {
        get
        {
            foreach ((TaskId task, long since) in _since)
            {
                if (time.GetElapsedTime(since) >= Span) _since.Remove(task);
            }
            return _since.Count;
        }
    }

    /// <summary>Sets one aside.</summary>
    /// <returns>False if there is no more room.</returns>
    public bool Add(TaskId task)
    {
        if (Count >= Limit) return false;
        _since[task] = time.GetTimestamp();
        return true;
    }

    /// <summary>Whether it is set aside.</summary>
    public bool Has(TaskId task) => _since.ContainsKey(task);
}
