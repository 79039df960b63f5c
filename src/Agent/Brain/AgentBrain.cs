using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Views;

namespace TaskSync.Agent.Brain;

/// <summary>
/// What the agent knows and decides. It touches nothing: each call returns what has to be on disk and what is
/// to be done after that. One caller at a time; whoever calls saves the writes before anything else, and says
/// what could not be saved.
/// </summary>
internal sealed partial class AgentBrain(
    AgentIdentity me, AgentOffer offer, TimeProvider time, Func<string> newNonce)
{
    private readonly Dictionary<AttemptKey, Held> _held = [];
    private readonly RememberedPairs _remembered = new();
    private readonly Dictionary<AttemptKey, JournalWrite.Retire> _unretired = [];
    private Turn _turn = new();
    private long? _restUntil;
    private string? _diskError;
    private long? _rewriteAt;

    /// <summary>Bytes of each output that the server gets of an attempt that is accepted from now on; 0 for all.</summary>
    public long OutputLimit { get; init; }

    /// <summary>Whether it takes no new work because it is about to leave.</summary>
    public bool Leaving { get; private set; }

    /// <summary>Whether nothing is held any more: all is over, acknowledged, and its output taken.</summary>
    public bool IsEmpty => _held.Count == 0 && _unretired.Count == 0;

    /// <summary>
    /// What the journal held when the agent started: every process is looked for, every report is said again.
    /// </summary>
    public Turn Recover(JournalContents contents)
    {
        foreach (AttemptReport final in contents.Remembered) _remembered.Add(final);
        foreach (JournaledAttempt attempt in contents.Attempts)
        {
            Held held = new(attempt.Spec, attempt.Spec.Key, attempt.State);
            _held[held.Key] = held;
            Resume(held);
        }
        return Finish();
    }

    /// <summary>
    /// Takes in what has happened. Many events are one turn, so that the disk is waited for once.
    /// </summary>
    public Turn Handle(IEnumerable<AgentEvent> events)
    {
        foreach (AgentEvent what in events) Handle(what);
        return Finish();
    }

    /// <summary>What became of the writes of the last turn.</summary>
    public void Saved(IEnumerable<JournalWrite> writes, IReadOnlyDictionary<AttemptKey, string> failed)
    {
        foreach (JournalWrite write in writes)
        {
            string? error = failed.GetValueOrDefault(write.Key);
            if (write is JournalWrite.Retire retire) NoteRetired(retire, isWritten: error is null);
            else if (_held.TryGetValue(write.Key, out Held? held)) NoteSaved(held, error);
        }
        if (failed.Count > 0)
        {
            _diskError = Texts.Clip(failed.Values.First(), Limits.MessageLength);
            _restUntil = After(AgentLimits.RestAfterDiskError);
        }
        bool isBehind = _unretired.Count > 0 || _held.Values.Any(held => held.Unsaved);
        _rewriteAt = isBehind ? _rewriteAt ?? After(AgentLimits.RewriteEvery) : null;
    }

    /// <summary>How long until something has to be looked at without an event; null if nothing has.</summary>
    public TimeSpan? UntilTick()
    {
        long? next = _rewriteAt;
        foreach (Held held in _held.Values)
        {
            if (held.TimeoutAt is { } at && held.State.Phase == AttemptPhase.Running) next = Earlier(next, at);
            if (held.ClosedAt is { } closed) next = Earlier(next, closed + Ticks(AgentLimits.ClosedFor));
        }
        return next is { } due ? Until(due) : null;
    }

    private void Handle(AgentEvent what)
    {
        switch (what)
        {
            case ProcessEvent process: Handle(process); break;
            case SyncAnswered answered: Apply(answered.Answer); break;
            case OutputShipped shipped: NoteShipped(shipped.Key); break;
            case Ticked: Tick(); break;
            case StopAsked: Leaving = true; break;
        }
    }

    private void Resume(Held held)
    {
        switch (held.State.Phase)
        {
            case AttemptPhase.Ended:
                ShipRest(held);
                break;
            case AttemptPhase.Stopping:
                _turn.Acts.Add(new Act.Ship(held.Key));
                _turn.Acts.Add(new Act.Stop(held.Spec!, held.State.SignalledAt));
                break;
            default:
                _turn.Acts.Add(new Act.Ship(held.Key));
                _turn.Acts.Add(new Act.Attach(held.Spec!));
                break;
        }
    }

    private void Tick()
    {
        long now = time.GetTimestamp();
        if (_rewriteAt <= now) Rewrite();
        foreach (Held held in _held.Values.ToArray())
        {
            if (held.TimeoutAt <= now && held.State.Phase == AttemptPhase.Running) Stop(held, StopCause.Timeout);
            if (held.ClosedAt + Ticks(AgentLimits.ClosedFor) <= now) Retire(held);
        }
    }

    private void NoteSaved(Held held, string? error)
    {
        held.DiskError = error;
        held.UnsavedSince = error is null ? null : held.UnsavedSince ?? time.GetTimestamp();
        if (error is null) held.Unsaved = held.Unborn = false;
        // What is not on disk was never accepted: the next sync does not list it, and the server offers
        // it again.
        else if (held.Unborn) _held.Remove(held.Key);
    }

    private void NoteRetired(JournalWrite.Retire retire, bool isWritten)
    {
        if (isWritten) _unretired.Remove(retire.Key);
        else _unretired[retire.Key] = retire;
    }

    /// <summary>What the disk refused is tried again, together.</summary>
    private void Rewrite()
    {
        _rewriteAt = null;
        foreach (Held held in _held.Values.Where(held => held.Unsaved)) _turn.Write(held.Write);
        foreach (JournalWrite.Retire retire in _unretired.Values) _turn.Write(retire);
    }

    /// <summary>The attempt's next step: to be written, and not spoken of before it is.</summary>
    private void Step(Held held, AttemptState state)
    {
        held.State = state;
        held.Unsaved = true;
        _turn.Write(held.Write);
    }

    private Turn Finish()
    {
        Turn turn = _turn;
        _turn = new Turn();
        return turn;
    }

    private bool IsResting => _restUntil is { } until && time.GetTimestamp() < until;

    private long After(TimeSpan span) => time.GetTimestamp() + Ticks(span);

    private TimeSpan Until(long due)
    {
        long now = time.GetTimestamp();
        return due <= now ? TimeSpan.Zero : time.GetElapsedTime(now, due);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private static long Earlier(long? a, long b) => a is { } other ? Math.Min(other, b) : b;
}
