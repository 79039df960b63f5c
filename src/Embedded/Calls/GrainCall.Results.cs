namespace TaskSync.Embedded.Calls;

/// <summary>A call that answers nothing but that it has ended.</summary>
internal abstract class GrainAction : GrainCall
{
    private readonly TaskCompletionSource _answer = new();

    public Task Answer => _answer.Task;

    protected sealed override void Complete(Task outcome)
    {
        if (outcome.IsCompletedSuccessfully)
        {
            _answer.SetResult();
        }
        else if (outcome.IsCanceled)
        {
            _answer.SetCanceled();
        }
        else
        {
            _answer.SetException(outcome.Exception!.InnerExceptions);
        }
    }
}

/// <summary>A call that answers a value.</summary>
internal abstract class GrainQuery<TResult> : GrainCall
{
    private readonly TaskCompletionSource<TResult> _answer = new();

    public Task<TResult> Answer => _answer.Task;

    protected sealed override void Complete(Task outcome)
    {
        if (outcome is Task<TResult> { IsCompletedSuccessfully: true } answer)
        {
            _answer.SetResult(answer.Result);
        }
        else if (outcome.IsCanceled)
        {
            _answer.SetCanceled();
        }
        else
        {
            _answer.SetException(outcome.Exception!.InnerExceptions);
        }
    }
}
