using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Agents;

/// <content>
/// Free slots are filled by asking: hints and the catalog's index name candidates, and each candidate's session and task decide.
/// One round runs at a time, all its offers side by side, so that a commit carries many of them.
/// </content>
internal sealed partial class AgentGrain
{
    /// <summary>Hints remembered while a round runs; beyond that the catalog finds the tasks again.</summary>
    private const int HintLimit = 1024;

    /// <summary>How often the catalog is asked although nothing was freed: repairs lost hints.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often the table is read again although nothing went wrong: repairs lost hints of task grains.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(5);

    /// <summary>A call that waits holds up the end of its activation, so none waits for long; whoever asked asks again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Queue<Candidate> _hints = new();
    private TaskCompletionSource _work = NewSignal();
    private Task? _round;
    private bool _hasNews;
    private bool _askCatalog;
    private bool _uncertain;
    private long _lookedAt;
    private long _refreshedAt;

    public Task Consider(TaskId task, SessionId session, long ordinal)
    {
        if (TakesWork && _hints.Count < HintLimit) _hints.Enqueue(new(task, session, ordinal));
        return Fill();
    }

    public Task Notice(TaskId task, int attempt, Custody custody, TaskState state)
    {
        if (!_slots.Notice(task, attempt, custody, state)) return Task.CompletedTask;
        Post();
        // The sync that brought this on fills the slot when it settles, and finds it freed already.
        _askCatalog |= !custody.TakesSlot();
        if (custody.TakesSlot() && (state == TaskState.Cancelling || state.IsTerminal())) Wake();
        return Task.CompletedTask;
    }

    public Task Call()
    {
        Wake();
        return Task.CompletedTask;
    }

    public async Task<bool> WaitForWork()
    {
        if (!_hasNews) await Task.WhenAny(_work.Task, Task.Delay(LongestWait, _time));
        return _hasNews;
    }

    /// <summary>Whoever waits is a turn of this grain, so it goes on here; asynchronous continuations of a race would take the pool.</summary>
    private static TaskCompletionSource NewSignal() => new();

    private void Wake()
    {
        _hasNews = true;
        TaskCompletionSource signal = _work;
        _work = NewSignal();
        signal.TrySetResult();
    }

    private bool IsLookDue() => _time.GetElapsedTime(_lookedAt) >= LookEvery;

    private async Task FillWithin(TimeSpan bound, bool askCatalog)
    {
        _askCatalog |= askCatalog;
        Task fill = Fill();
        // A round that takes longer goes on; what it brings wakes the agent for its next sync.
        if (!fill.IsCompleted) await Task.WhenAny(fill, Task.Delay(bound, _time));
    }

    private Task Fill()
    {
        if (_round is not { IsCompleted: false }) _round = FillRounds();
        return _round;
    }

    private async Task FillRounds()
    {
        try
        {
            do
            {
                IReadOnlyList<Candidate> candidates = await NextCandidates();
                await Task.WhenAll(candidates.Select(Offer));
                Post();
            }
            while (_hints.Count > 0 || _askCatalog);
        }
        catch (Exception failure)
        {
            // Candidates are found again by the next sync's look.
            LogRoundFailed(Id, failure);
        }
    }

    private async Task<IReadOnlyList<Candidate>> NextCandidates()
    {
        int free = TakesWork ? _agent.Committed!.Offer.Slots - _slots.Taken : 0;
        if (free <= 0)
        {
            _hints.Clear();
            _askCatalog = false;
            return [];
        }
        if (_hints.Count > 0)
        {
            var next = new HashSet<Candidate>();
            while (next.Count < free && _hints.TryDequeue(out Candidate hint)) next.Add(hint);
            return [.. next];
        }
        if (!_askCatalog) return [];
        _askCatalog = false;
        _lookedAt = _time.GetTimestamp();
        IReadOnlyList<Candidate> found = await _catalog.FindCandidatesAsync(
            Id, _agent.Committed!.Offer, free + _aside.Count);
        return [.. found.Where(candidate => !_aside.Has(candidate.TaskId)).Take(free)];
    }

    private async Task Offer(Candidate candidate)
    {
        try
        {
            OfferOutcome outcome = await GrainFactory.GetGrain<ISessionGrain>(candidate.SessionId.Value)
                .Offer(candidate.TaskId, candidate.Ordinal, Id);
            if (outcome.Order is not { } start) return;
            _slots.Offered(start);
            await EnsureReminder();
            Wake();
        }
        catch (Exception failure)
        {
            // The offer may stand on disk all the same: the catalog tells. Until then it is the turn of those behind it.
            _uncertain = true;
            _askCatalog |= _aside.Add(candidate.TaskId);
            if (_failures.IsToBeSaid(candidate.TaskId.Value)) LogOfferFailed(candidate.TaskId, Id, failure);
        }
    }

    private async Task RefreshIfStale()
    {
        if (!_uncertain && _time.GetElapsedTime(_refreshedAt) < RefreshEvery) return;
        _uncertain = false;
        _refreshedAt = _time.GetTimestamp();
        long asked = _slots.Now;
        _slots.Refresh(await _catalog.ReadCustodyAsync(Id), asked);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent}: candidates could not be found; the next sync looks again.")]
    private partial void LogRoundFailed(AgentId agent, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} could not be offered to {Agent}; the catalog is asked how it stands.")]
    private partial void LogOfferFailed(TaskId task, AgentId agent, Exception failure);
}
