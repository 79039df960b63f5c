namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>What a task took; zero where nothing is known.</summary>
internal readonly record struct Spending(
    long CostNano, long InputTokens, long OutputTokens, long CacheReadTokens, long CacheWriteTokens)
{
    public static Spending Of(TaskRow task) => new(
        task.CostNano ?? 0, task.InputTokens ?? 0, task.OutputTokens ?? 0, task.CacheReadTokens ?? 0, task.CacheWriteTokens ?? 0);

    public Spending Less(Spending before) => new(
        CostNano - before.CostNano, InputTokens - before.InputTokens, OutputTokens - before.OutputTokens,
        CacheReadTokens - before.CacheReadTokens, CacheWriteTokens - before.CacheWriteTokens);
}
