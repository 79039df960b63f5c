using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>The texts by which a task is found.</summary>
/// <param name="Title">What lists show.</param>
/// <param name="Asked">The prompt, or the words of a command; the beginning of a long one.</param>
/// <param name="Answer">The result; null before there is one.</param>
internal sealed record TaskTexts(string Title, string Asked, string? Answer)
{
    /// <param name="task">The task with its spec.</param>
    public static TaskTexts Of(TaskSnapshot task) => new(
        task.Spec.Title, Beginning(task.Spec.Prompt ?? string.Join(' ', task.Spec.Argv)), task.Result?.Text);

    private static string Beginning(string text) => text.Length <= Limits.SearchedLength ? text : text[..Limits.SearchedLength];
}
