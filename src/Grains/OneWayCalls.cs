namespace TaskSync.Grains;

internal static class OneWayCalls
{
    /// <summary>
    /// A hint may be lost, and whoever sends it does not wait for it. Its failure is looked at here, so that it does not
    /// come up as an exception that nobody observed.
    /// </summary>
    public static void Ignore(this Task hint)
    {
        if (!hint.IsCompletedSuccessfully) _ = hint.ContinueWith(
            static done => done.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
