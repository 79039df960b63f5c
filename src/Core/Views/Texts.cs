using System.Diagnostics.CodeAnalysis;

namespace TaskSync.Core.Views;

/// <summary>Texts that have to fit.</summary>
public static class Texts
{
    /// <summary>The text, cut to so many characters with a visible mark, never within a surrogate pair.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clip(string? text, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (text is null || text.Length <= length) return text;
        int end = length - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>The first line of a text, for a title.</summary>
    public static string FirstLine(string text)
    {
        string trimmed = text.TrimStart();
        int end = trimmed.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? trimmed : trimmed[..end];
    }
}
