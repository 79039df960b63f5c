using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Loop;

/// <content>When the agent speaks, and when it leaves.</content>
internal sealed partial class AgentLoop
{
    private readonly Backoff _backoff;
    private TimeSpan _every = AgentLimits.FirstSyncEvery;
    private bool _syncing;
    private bool _called;
    private TaskCompletionSource? _answered;
    private LinkFailureKind _trouble;
    private long _nextSyncAt;
    private bool _isLeaving;
    private long? _leaveBy;
    private bool _lastSyncSent;
    private bool _lastSyncDone;
    private bool _isTwin;

    private AgentExit? Exit
    {
        get
        {
            if (_isTwin) return AgentExit.DuplicateIdentity;
            return _leaveBy is { } by && (_lastSyncDone || Now >= by) ? AgentExit.Left : null;
        }
    }

    private long Now => _ports.Time.GetTimestamp();

    private void Note(AgentEvent what)
    {
        switch (what)
        {
            case SyncAnswered answered: NoteAnswer(answered.Answer); break;
            case SyncFailed failed: NoteFailure(failed.Failure); break;
            case WorkCalled: _called = true; break;
            case OutputAnswered output: _shipper.Note(output); break;
            case StopAsked: Leave(); break;
        }
    }

    private void Leave()
    {
        _isLeaving = true;
        if (Drains && !_brain.IsEmpty)
        {
            _ports.Say("The agent takes no new work and leaves when all that it runs is over and told. Ask again, and it leaves at once.");
        }
        // That it takes no more is said now, not with the sync after the next.
        _called = true;
    }

    private void LeaveWhenDrained()
    {
        if (_isLeaving && _leaveBy is null && (!Drains || _brain.IsEmpty)) _leaveBy = After(AgentLimits.LastSync);
    }

    /// <summary>One sync at a time, so that the newest one's answer is the one that is waited for.</summary>
    private void SyncWhenDue()
    {
        if (_syncing || _isTwin) return;
        bool due = Now >= _nextSyncAt || (_leaveBy is not null && !_lastSyncSent);
        bool wanted = !_backoff.IsFailing && (_called || _brain.HasNews);
        if (!due && !wanted) return;
        _syncing = true;
        _called = false;
        _lastSyncSent = _leaveBy is not null;
        _ = SyncAsync(_brain.BuildSync());
    }

    private async Task SyncAsync(SyncRequest request)
    {
        try
        {
            SyncAnswer answer = await _ports.Link.SyncAsync(request, _isOver);
            _ports.Inbox.Post(new SyncAnswered(answer));
        }
        catch (LinkException e)
        {
            _ports.Inbox.Post(new SyncFailed(e.Failure));
        }
        catch (OperationCanceledException)
        {
            // The loop is over.
        }
    }

    private void NoteAnswer(SyncAnswer answer)
    {
        if (_trouble != LinkFailureKind.None) _ports.Say("The server answers again.");
        _trouble = LinkFailureKind.None;
        _backoff.Reset();
        _every = TimeSpan.FromSeconds(Math.Clamp(answer.SyncSeconds, 0.05, 60));
        EndSync(_every);
    }

    private void NoteFailure(LinkFailure failure)
    {
        // Said once for each kind of trouble: an outage of a night is one line, not thousands.
        if (_trouble != failure.Kind) _ports.Say($"The server can't be synced with: {failure.Why} Attempts go on.");
        _trouble = failure.Kind;
        _isTwin = failure.Kind == LinkFailureKind.DuplicateIdentity;
        EndSync(_backoff.Next(failure.Kind));
    }

    private void EndSync(TimeSpan next)
    {
        _syncing = false;
        _lastSyncDone = _lastSyncSent;
        _nextSyncAt = After(next);
        _answered?.TrySetResult();
        _answered = null;
    }

    /// <summary>
    /// Waits for the server's call all the time; the call only wakes, the sync says what for.
    /// </summary>
    private async Task CallForWorkAsync(CancellationToken cancel)
    {
        var backoff = new Backoff(_ports.Jitter);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                bool wake = await _ports.Link.WaitForWorkAsync(cancel);
                backoff.Reset();
                if (wake) await HeardAsync();
                else await Task.Delay(AgentLimits.RetryAtLeast, _ports.Time, cancel);
            }
            catch (LinkException e)
            {
                if (await IsOverAfter(backoff.Next(e.Failure.Kind), cancel)) return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> IsOverAfter(TimeSpan wait, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(wait, _ports.Time, cancel);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>
    /// The next call waits until the sync that this one asks for is answered: before that the server would
    /// only say the same.
    /// </summary>
    private Task HeardAsync()
    {
        TaskCompletionSource answered = _answered ??= new TaskCompletionSource();
        _ports.Inbox.Post(new WorkCalled());
        return answered.Task;
    }

    private TimeSpan UntilSync()
    {
        long? due = _syncing ? null : _nextSyncAt;
        if (_leaveBy is { } by) due = Math.Min(due ?? by, by);
        return due is { } at ? _ports.Time.GetElapsedTime(Now, at) : AgentLimits.SyncTimeout;
    }

    private long After(TimeSpan span) => Now + (long)(span.TotalSeconds * _ports.Time.TimestampFrequency);
}
