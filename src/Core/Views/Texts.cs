using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

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

    /// <summary>The text, cut with a visible mark so that it takes at most so many bytes of JSON, in which a character can take six.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? ClipJson(string? text, int bytes)
    {
        const int MostPerCharacter = 6;
        while (text is not null && text.Length * MostPerCharacter > bytes)
        {
            int size = JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length;
            if (size <= bytes) break;
            text = Clip(text, Math.Clamp((int)((long)text.Length * bytes / size), bytes / MostPerCharacter, text.Length - 1));
        }
        return text;
    }

    /// <summary>The first line of a text, for a title.</summary>
    public static string FirstLine(string text)
    {
        string trimmed = text.TrimStart();
        int end = trimmed.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? trimmed : trimmed[..end];
    }
}
