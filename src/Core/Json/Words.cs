using System.Collections.Frozen;
using System.Text.Json;

namespace TaskSync.Core;

/// <summary>The snake_case word of each enum value, for columns, query strings and sentences.</summary>
public static class Words
{
    /// <summary>The word of a value, as it stands in JSON.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Table<T>.ByValue[value];

    /// <summary>Reads a word.</summary>
    /// <returns>False for any text that is not the word of a value; <c>none</c> is no word.</returns>
    public static bool TryParse<T>(string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is not null && Table<T>.ByWord.TryGetValue(word, out value);
    }

    /// <summary>All words but <c>none</c>, for messages that say what would have been understood.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => Table<T>.All;

    private static class Table<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToFrozenDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly FrozenDictionary<string, T> ByWord = ByValue
            .Where(pair => !pair.Key.Equals(default(T)))
            .ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        public static readonly IReadOnlyList<string> All =
            [.. Enum.GetValues<T>().Where(v => !v.Equals(default(T))).Select(v => ByValue[v])];
    }
}
