using System.Globalization;
using System.Text;

namespace TaskSync.Core.Views;

/// <summary>
/// The words of a text as searches compare them: runs of letters and digits, without case. The same for what is searched
/// and for what is looked for, so that no input is a query that can't be asked. Accents are left to the database.
/// </summary>
public static class SearchWords
{
    /// <summary>The words, in their order, each once.</summary>
    /// <param name="text">Any text, also one that is no valid Unicode.</param>
    /// <param name="most">Words after which the rest is left out.</param>
    public static IReadOnlyList<string> Of(string? text, int most)
    {
        var words = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        // What is no Unicode comes as a sign that is no letter.
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            if (words.Count == most) return words;
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && IsMark(rune))) Add(rune);
            else Take();
        }
        if (words.Count < most) Take();
        return words;

        void Add(Rune rune)
        {
            string lower = Rune.ToLowerInvariant(rune).ToString();
            if (word.Length + lower.Length <= Limits.SearchWordLength) word.Append(lower);
        }

        void Take()
        {
            if (word.Length > 0 && known.Add(word.ToString())) words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
