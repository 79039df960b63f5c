using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TaskSync.Storage.Catalog;

/// <summary>
/// Where a page ended, as text that nobody is meant to read. It names its list, so that the cursor of one is not
/// taken for that of another.
/// </summary>
internal static class PageCursor
{
    private const int LongestText = 128;

    public static string Write(string list, long key, long number = 0)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{list} {key} {number}");
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(place));
    }

    /// <summary>Reads a cursor; without one, the place before the first row.</summary>
    /// <exception cref="FormatException">It is none, or another list's.</exception>
    public static (long Key, long Number) Read(string list, string? cursor)
    {
        if (cursor is null) return (long.MaxValue, long.MaxValue);
        if (cursor.Length <= LongestText && Base64Url.IsValid(cursor))
        {
            string[] parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
            if (parts.Length == 3 && parts[0] == list
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long key)
                && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return (key, number);
            }
        }
        throw new FormatException("This is no cursor of this list. Leave it out to begin with the first page.");
    }
}
