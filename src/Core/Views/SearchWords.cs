using System.Globalization;
using System.Text;

namespace TaskSync.Core.Views;

/// <summary>
/// The words of a text as searches compare them: runs of letters and digits, without case and accents. The same for
/// what is searched and for what is looked for, so that no input is a query that can't be asked.
/// </summary>
public static class SearchWords
{
    /// <summary>The words, in their order, each once.</summary>
    /// <param name="text">Any text, also one that is no valid Unicode.</param>
    /// <param name="most">Words after which the rest is left out.</param>
    public static IReadOnlyList<string> Of(string? text, int most)
    {
        if (string.IsNullOrEmpty(text)) return [];
        var words = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (Rune rune in Decomposed(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) word.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (!IsMark(rune)) Take();
            if (words.Count == most) return words;
        }
        Take();
        return words;

        void Take()
        {
            if (word.Length == 0) return;
            string whole = word.ToString().Normalize(NormalizationForm.FormC);
            word.Clear();
            if (whole.Length > Limits.SearchWordLength) whole = Clipped(whole);
            if (known.Add(whole)) words.Add(whole);
        }
    }

    private static string Clipped(string word)
    {
        int end = Limits.SearchWordLength;
        return word[..(char.IsHighSurrogate(word[end - 1]) ? end - 1 : end)];
    }

    /// <summary>Accents apart from their letters; what is no Unicode is replaced first.</summary>
    private static string Decomposed(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) valid.Append(rune.ToString());
        return valid.ToString().Normalize(NormalizationForm.FormD);
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
