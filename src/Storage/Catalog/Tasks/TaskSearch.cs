using TaskSync.Core;
using TaskSync.Core.Views;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>
/// The index of words, kept by the transaction that writes the task. It holds no texts of its own, only where their
/// words stand; the row's number is the task's.
/// </summary>
internal static class TaskSearch
{
    private const string Put = "INSERT INTO task_search (rowid, title, asked, answer) VALUES (?, ?, ?, ?)";

    private const string Drop = "DELETE FROM task_search WHERE rowid = ?";

    public static void Add(Database database, long taskNo, TaskTexts texts) =>
        database.Use(Put).With(taskNo).With(texts.Title).With(texts.Asked).With(texts.Answer).Run();

    public static void Replace(Database database, long taskNo, TaskTexts texts)
    {
        Remove(database, taskNo);
        Add(database, taskNo, texts);
    }

    public static void Remove(Database database, long taskNo) => database.Use(Drop).With(taskNo).Run();

    /// <summary>
    /// What FTS5 is asked: every word begins one of the task's. A single letter begins too many, and is a word of its
    /// own. Null if there are no words, and then nothing has them.
    /// </summary>
    public static string? Query(string text)
    {
        IReadOnlyList<string> words = SearchWords.Of(text, Limits.SearchWords);
        return words.Count == 0 ? null : string.Join(' ', words.Select(TermOf));
    }

    private static string TermOf(string word) => word.Length == 1 ? $"\"{word}\"" : $"\"{word}\"*";
}
