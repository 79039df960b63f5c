using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.State;

/// <summary>
/// Carries one state between a grain and its storage, and wraps the storage's errors as Orleans does.
/// </summary>
internal sealed partial class PersistentState<TState>(
    string name, Activation activation, IGrainStorage storage)
    : IPersistentState<TState>, IStoredState
{
    private readonly ILogger _log = activation.Log;
    private GrainState<TState>? _stored;
    private bool _isLoaded;

    public TState State
    {
        get
        {
            ThrowUnlessActive();
            return _stored is { } stored ? stored.State! : default!;
        }

        set
        {
            ThrowUnlessActive();
            Stored.State = value;
        }
    }

    public string? Etag => _stored?.ETag;

    public bool RecordExists => _isLoaded
        ? Stored.RecordExists
        : throw new InvalidOperationException($"{This} has not been read yet.");

    private string This => $"The state '{name}' of {activation.GrainId}";

    private GrainState<TState> Stored => _stored ??= new(New());

    public Task LoadAsync(CancellationToken cancellationToken) => ReadStateAsync(cancellationToken);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => WrapAsync(async () =>
    {
        await storage.ReadStateAsync(name, activation.GrainId, Stored, cancellationToken);
        _isLoaded = true;
    }, "reading", cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => WrapAsync(
        () => storage.WriteStateAsync(name, activation.GrainId, Stored, cancellationToken),
        "writing", cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => WrapAsync(
        () => storage.ClearStateAsync(name, activation.GrainId, Stored, cancellationToken),
        "clearing", cancellationToken);

    private async Task WrapAsync(Func<Task> operation, string doing, CancellationToken cancellationToken)
    {
        ThrowUnlessActive();
        try
        {
            await operation();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            LogStorageError(error, name, activation.GrainId, doing);
            if (error is OrleansException)
            {
                throw;
            }

            throw new OrleansException(
                $"The storage failed while {doing}. {This}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Code that has left its grain, through Task.Run or ConfigureAwait(false), or whose activation has
    /// ended, must not touch a state that another turn, or another activation, has by now.
    /// </summary>
    private void ThrowUnlessActive()
    {
        if (RuntimeContext.Current is null)
        {
            throw new InvalidOperationException($"{This} was touched from outside its grain.");
        }

        if (activation.Phase is ActivationPhase.Ended)
        {
            throw new InvalidOperationException($"{This} was touched after its activation had ended.");
        }
    }

    // What Orleans does, to the letter: without a default constructor, not even field initializers run.
    private static TState New()
    {
        var type = typeof(TState);
        return type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<TState>()
            : (TState)RuntimeHelpers.GetUninitializedObject(type);
    }

    [LoggerMessage(LogLevel.Error, "The storage failed on the state '{Name}' of {Grain} while {Doing}.")]
    private partial void LogStorageError(Exception error, string name, GrainId grain, string doing);
}
