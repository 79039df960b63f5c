using System.Text;
using TaskSync.Core;

namespace TaskSync.Storage.Sqlite;

/// <summary>Enums as columns: the words that stand in JSON.</summary>
internal static class StatementWords
{
    private const int LongestWord = 32;

    public static T Word<T>(this Statement row, int column) where T : struct, Enum =>
        Parse<T>(row.Bytes(column)) ?? throw new FormatException($"\"{row.Text(column)}\" is no {typeof(T).Name}.");

    public static T? WordOrNull<T>(this Statement row, int column) where T : struct, Enum =>
        row.IsNull(column) ? null : row.Word<T>(column);

    private static T? Parse<T>(ReadOnlySpan<byte> utf8) where T : struct, Enum
    {
        if (utf8.Length > LongestWord) return null;
        Span<char> word = stackalloc char[LongestWord];
        return Table<T>.ByWord.TryGetValue(word[..Encoding.ASCII.GetChars(utf8, word)], out T value) ? value : null;
    }

    /// <summary>Found by characters, so that reading a row makes no strings for words that everybody knows.</summary>
    private static class Table<T> where T : struct, Enum
    {
        public static readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> ByWord =
            Enum.GetValues<T>().ToDictionary(value => Words.Of(value), value => value, StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
