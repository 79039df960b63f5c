using System.Text;
using TaskSync.Core;

namespace TaskSync.Storage.Catalog;

/// <summary>Enums as columns: the words that stand in JSON.</summary>
internal static class StoredWords
{
    private const int LongestWord = 32;

    /// <exception cref="FormatException">No value has that word.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8) where T : struct, Enum
    {
        Span<char> word = stackalloc char[LongestWord];
        int length = utf8.Length <= LongestWord ? Encoding.ASCII.GetChars(utf8, word) : 0;
        return Table<T>.ByWord.TryGetValue(word[..length], out T value)
            ? value
            : throw new FormatException($"\"{Encoding.UTF8.GetString(utf8)}\" is no {typeof(T).Name}.");
    }

    /// <summary>Found by characters, so that reading a row makes no strings for words that everybody knows.</summary>
    private static class Table<T> where T : struct, Enum
    {
        public static readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> ByWord =
            Enum.GetValues<T>().ToDictionary(value => Words.Of(value), value => value, StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
