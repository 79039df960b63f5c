using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using TaskSync.Embedded.State;

namespace TaskSync.Embedded.Activations;

internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new();
    private IReadOnlyList<IStoredState> _states = [];
    private AsyncServiceScope? _scope;
    private DeactivationReason _reason;
    private CancellationToken _endPromptly;
    private bool _wasValid;
    private bool _isActivating;
    private bool _isEnding;

    public Task Deactivated => _deactivated.Task;

    /// <summary>The versions of its states, for who looks at the engine; it may be asked from any thread.</summary>
    public string? StateVersion => string.Join(' ', _states.Select(state => state.Etag).OfType<string>()) is { Length: > 0 } all ? all : null;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(RuntimeContext.Current, this))
        {
            BeginToEnd(deactivationReason, cancellationToken);
        }
        else
        {
            Turns.Enqueue(new Errand(self => self.BeginToEnd(deactivationReason, cancellationToken)));
        }
    }

    private async Task ActivateAsync()
    {
        Phase = ActivationPhase.Activating;
        _isActivating = true;
        try
        {
            await PrepareAsync();
        }
        catch (Exception error)
        {
            LogActivationFailed(_log, error, GrainId);
            await DisposeGrainAsync();
            Leave(error);
            return;
        }

        _isActivating = false;
        if (Phase is ActivationPhase.Activating)
        {
            Phase = ActivationPhase.Valid;
            _wasValid = true;
            Touch();
        }

        Pump();
    }

    private async Task PrepareAsync()
    {
        var limit = _engine.Options.ActivationTimeout;
        using var tooLong = new CancellationTokenSource(limit, _engine.Time);
        try
        {
            _scope = _engine.Services.CreateAsyncScope();
            _services = _scope.Value.ServiceProvider;
            GrainInstance = Target.Class.CreateInstance(this, out _states);
            foreach (var state in _states)
            {
                await state.LoadAsync(tooLong.Token).WaitAsync(tooLong.Token);
            }

            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnActivateAsync(tooLong.Token).WaitAsync(tooLong.Token);
            }
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested)
        {
            throw new TimeoutException($"{GrainId} was not active after {limit}; it was given up.");
        }
    }

    private void BeginToEnd(DeactivationReason reason, CancellationToken endPromptly)
    {
        if (Phase is ActivationPhase.Deactivating or ActivationPhase.Ended)
        {
            return;
        }

        (_reason, _endPromptly) = (reason, endPromptly);
        Phase = ActivationPhase.Deactivating;
        PostPump();
    }

    private async Task EndAsync()
    {
        _isEnding = true;
        DisposeTimers();
        if (_wasValid && GrainInstance is IGrainBase grain)
        {
            await SayGoodbyeAsync(grain);
        }

        await DisposeGrainAsync();
        Leave(null);
    }

    private async Task SayGoodbyeAsync(IGrainBase grain)
    {
        using var promptly = new TimeLimit(_engine.Options.DeactivationTimeout, _engine.Time, _endPromptly);
        try
        {
            await grain.OnDeactivateAsync(_reason, promptly.Token).WaitAsync(promptly.Token);
        }
        catch (Exception error)
        {
            LogGoodbyeFailed(_log, error, GrainId);
        }
    }

    private async Task DisposeGrainAsync()
    {
        DisposeTimers();
        try
        {
            await DisposeAsync(GrainInstance);
            await DisposeAsync(_scope);
        }
        catch (Exception error)
        {
            LogDisposalFailed(_log, error, GrainId);
        }
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    /// <summary>
    /// From here on, a new activation may take over; this one runs nothing more. Requests that wait go to the
    /// new one, or get the error that kept this one from becoming active.
    /// </summary>
    private void Leave(Exception? activationError)
    {
        Phase = ActivationPhase.Ended;
        Target.Class.Activations.TryRemove(new(Target.Key, this));
        foreach (var queue in (Queue<Request>[])[_waitingToInterleave, _waiting])
        {
            while (queue.TryDequeue(out var request))
            {
                NoLongerWaits(request);
                if (activationError is null)
                {
                    request.Return(this);
                }
                else
                {
                    request.Refuse(activationError);
                }
            }
        }

        _engine.Outside(_deactivated.SetResult);
    }

    [LoggerMessage(LogLevel.Error, "{Grain} could not be activated.")]
    private static partial void LogActivationFailed(ILogger logger, Exception error, GrainId grain);

    [LoggerMessage(LogLevel.Warning, "OnDeactivateAsync of {Grain} failed or took too long.")]
    private static partial void LogGoodbyeFailed(ILogger logger, Exception error, GrainId grain);

    [LoggerMessage(LogLevel.Warning, "{Grain} could not be disposed of.")]
    private static partial void LogDisposalFailed(ILogger logger, Exception error, GrainId grain);
}
