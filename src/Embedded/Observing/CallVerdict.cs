namespace TaskSync.Embedded;

/// <summary>What becomes of a call. The default is that it is sent.</summary>
public readonly struct CallVerdict : IEquatable<CallVerdict>
{
    private CallVerdict(CallFate fate, TimeSpan delay = default, Exception? error = null) =>
        (Fate, DelayBy, Error) = (fate, delay, error);

    /// <summary>The call is sent.</summary>
    public static CallVerdict Pass => default;

    /// <summary>
    /// The call is lost on its way; a caller that waits gets a TimeoutException in the end.
    /// </summary>
    public static CallVerdict Lose => new(CallFate.Lost);

    /// <summary>
    /// The call runs, but its answer is lost; the caller gets a TimeoutException in the end.
    /// </summary>
    public static CallVerdict LoseAnswer => new(CallFate.AnswerLost);

    internal CallFate Fate { get; }

    internal TimeSpan DelayBy { get; }

    internal Exception? Error { get; }

    /// <summary>The call is sent later.</summary>
    /// <param name="delay">How much later, by the engine's clock.</param>
    public static CallVerdict Delay(TimeSpan delay) => new(CallFate.Delayed, delay);

    /// <summary>The call is not sent and the caller gets an exception.</summary>
    /// <param name="error">The exception.</param>
    public static CallVerdict Fail(Exception error) => new(CallFate.Failed, error: error);

    /// <inheritdoc/>
    public bool Equals(CallVerdict other) =>
        Fate == other.Fate && DelayBy == other.DelayBy && ReferenceEquals(Error, other.Error);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallVerdict other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Fate, DelayBy, Error);

    /// <summary>Whether both say the same.</summary>
    public static bool operator ==(CallVerdict left, CallVerdict right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(CallVerdict left, CallVerdict right) => !left.Equals(right);
}

/// <summary>The kinds of verdicts; none is the ordinary case, a call that passes.</summary>
internal enum CallFate
{
    None,
    Delayed,
    Lost,
    AnswerLost,
    Failed,
}
