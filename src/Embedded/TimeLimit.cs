namespace TaskSync.Embedded;

/// <summary>A token that is cancelled when another is, or after some time by the engine's clock.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _timeIsUp;
    private readonly CancellationTokenSource _either;

    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _timeIsUp = new(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeIsUp.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _timeIsUp.Dispose();
    }
}
