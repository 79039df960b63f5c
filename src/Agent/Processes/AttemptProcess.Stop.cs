namespace TaskSync.Agent.Processes;

/// <content>How an attempt is ended: asked, given time, and then killed, until nothing of it is
/// left.</content>
internal sealed partial class AttemptProcess
{
    /// <summary>How often a dying tree is looked at.</summary>
    private static readonly TimeSpan TreeEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long kills are repeated: a process that is still there then hangs in the kernel.
    /// </summary>
    private static readonly TimeSpan KillFor = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the supervisor of what is gone may take to record the end: while a disk is full or away it tries for half a minute, and
    /// then leaves.
    /// </summary>
    private static readonly TimeSpan RecordWithin = TimeSpan.FromSeconds(40);

    private long? _saidAllAt;
    private long _signs;

    /// <summary>
    /// Whether it has said its result and stays all the same, for longer than it may. What goes on has more time.
    /// </summary>
    private bool HasLingered()
    {
        if (_listener is null || !_listener.HasSaidAll())
        {
            _saidAllAt = null;
            return false;
        }
        if (_signs != _listener.Signs) (_signs, _saidAllAt) = (_listener.Signs, null);
        _saidAllAt ??= time.GetTimestamp();
        return time.GetElapsedTime(_saidAllAt.Value) >= _listener.LingersFor;
    }

    /// <summary>Ends the tree.</summary>
    /// <returns>Whether anybody was signalled; not so if it ended by itself just then.</returns>
    private async Task<bool> EndTreeAsync()
    {
        bool signalled = Look().Signal(LibC.SigTerm);
        bool isEmpty = !signalled || await IsEmptyWithin(grace, kill: false) || await IsEmptyWithin(KillFor, kill: true);
        long since = time.GetTimestamp();
        while (isEmpty && folder.ReadExit() is null && IsSupervised && time.GetElapsedTime(since) < RecordWithin)
        {
            await Task.Delay(TreeEvery, time, over);
        }
        return signalled;
    }

    private async Task<bool> IsEmptyWithin(TimeSpan span, bool kill)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            AttemptTree tree = Look();
            if (tree.IsEmpty) return true;
            // Each round anew: what forks faster than it is read is caught in the next one.
            if (kill) ControlGroup.Kill(folder.ReadGroup());
            if (kill) tree.Signal(LibC.SigKill);
            if (time.GetElapsedTime(since) >= span) return false;
            await Task.Delay(TreeEvery, time, over);
        }
    }
}
