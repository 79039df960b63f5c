using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace TaskSync.Embedded.Activations;

internal sealed partial class Activation
{
    private static readonly Errand PumpErrand = new(static activation => activation.PumpAgain());

    private readonly Queue<Request> _waiting = new();
    private readonly Queue<Request> _waitingToInterleave = new();
    private bool _isPumpPosted;
    private Request? _blocking;
    private int _running;
    private int _unstarted; // Counted by senders too, therefore interlocked.

    /// <summary>How many requests wait that the grain must stay in memory for.</summary>
    public int Unstarted => Volatile.Read(ref _unstarted);

    public int Running => Volatile.Read(ref _running);

    /// <summary>Takes a call from any thread.</summary>
    public void Post(Request call)
    {
        var unstarted = Interlocked.Increment(ref _unstarted);
        if (unstarted > _engine.Options.MaxQueuedCalls)
        {
            Interlocked.Decrement(ref _unstarted);
            call.Refuse(new LimitExceededException(nameof(EmbeddedEngineOptions.MaxQueuedCalls), unstarted,
                _engine.Options.MaxQueuedCalls, $"Too many calls wait for {GrainId}; call again later."));
            return;
        }

        Turns.Enqueue(call);
    }

    /// <summary>
    /// Takes a timer's tick from any thread. A timer has at most one under way, so they need no limit.
    /// </summary>
    public void PostTick(Request tick)
    {
        if (tick.KeepsAlive)
        {
            Interlocked.Increment(ref _unstarted);
        }

        Turns.Enqueue(tick);
    }

    public void Receive(Request request)
    {
        if (Phase is ActivationPhase.Ended)
        {
            NoLongerWaits(request);
            request.Return(this);
            return;
        }

        if (Phase is ActivationPhase.Valid && _waiting.Count == 0 && MayStart(request))
        {
            Start(request);
            return;
        }

        (request.Interleaves ? _waitingToInterleave : _waiting).Enqueue(request);
        if (Phase is ActivationPhase.Created)
        {
            _ = ActivateAsync();
        }
        else
        {
            Pump();
        }
    }

    /// <summary>
    /// The rule of Orleans: who doesn't interleave waits while another that doesn't is running.
    /// </summary>
    private bool MayStart(Request request) =>
        _running == 0 || request.Interleaves || _blocking is null ||
        (_blocking.OnlyReads && request.OnlyReads);

    private void Start(Request request)
    {
        NoLongerWaits(request);
        if (request.IsStale)
        {
            PostPump();
            return;
        }

        _running++;
        if (!request.Interleaves)
        {
            _blocking ??= request;
        }

        var outcome = Invoke(request);
        if (outcome.IsCompleted)
        {
            End(request, outcome);
        }
        else
        {
            request.RunBy = this;
            _ = outcome.ContinueWith(
                static (task, state) => ((Request)state!).RunBy!.End((Request)state, task), request,
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, Turns);
        }
    }

    private void NoLongerWaits(Request request)
    {
        if (request.KeepsAlive)
        {
            Interlocked.Decrement(ref _unstarted);
        }
    }

    private Task Invoke(Request request)
    {
        try
        {
            return request.Invoke(GrainInstance!)
                ?? throw new InvalidOperationException($"{request.Name} returned null, not a task.");
        }
        catch (Exception thrownBeforeTheFirstAwait)
        {
            return Task.FromException(thrownBeforeTheFirstAwait);
        }
    }

    private void End(Request request, Task outcome)
    {
        _running--;
        if (_blocking is null || ReferenceEquals(_blocking, request))
        {
            _blocking = null;
        }

        if (request.KeepsAlive)
        {
            Touch();
        }

        // The order matters: whoever hears of the error and calls again must not get the memory that caused
        // it.
        DeactivateIfPoisoned(outcome);
        request.End(outcome, this);
        if (Phase is ActivationPhase.Deactivating || _waiting.Count > 0)
        {
            PostPump();
        }
    }

    private void DeactivateIfPoisoned(Task outcome)
    {
        var cause = outcome.Exception?.InnerException;
        if (cause is InconsistentStateException { IsSourceActivation: true } error)
        {
            const string Reason = "The state was not as it was last seen.";
            error.IsSourceActivation = false;
            BeginToEnd(new(DeactivationReasonCode.ApplicationError, error, Reason), default);
        }
    }

    /// <summary>
    /// Has the mailbox come back here, so that requests which end at once don't make one endless turn.
    /// </summary>
    private void PostPump()
    {
        if (!_isPumpPosted)
        {
            _isPumpPosted = true;
            Turns.Enqueue(PumpErrand);
        }
    }

    private void PumpAgain()
    {
        _isPumpPosted = false;
        Pump();
    }

    private void Pump()
    {
        while (Phase is ActivationPhase.Valid && _waitingToInterleave.TryDequeue(out var interleaving))
        {
            Start(interleaving);
        }

        if (Phase is ActivationPhase.Valid && _waiting.TryPeek(out var next) && MayStart(next))
        {
            Start(_waiting.Dequeue());
            if (_waiting.TryPeek(out var another) && MayStart(another))
            {
                PostPump();
            }
        }

        if (Phase is ActivationPhase.Deactivating && _running == 0 && !_isEnding && !_isActivating)
        {
            _ = EndAsync();
        }
    }
}
