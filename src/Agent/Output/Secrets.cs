using System.Text;
using System.Text.Json;

namespace TaskSync.Agent.Output;

/// <summary>
/// Texts that must not leave the machine. Each of their bytes becomes a <c>*</c>, so that what is left has its length and its
/// place: an offset means the same in the file and on the server, and a resumed transfer needs to know nothing.
/// </summary>
internal sealed class Secrets
{
    /// <summary>What is shorter is not masked: it would be found in the middle of ordinary words, and hide nothing.</summary>
    public const int ShortestBytes = 6;

    /// <summary>Of a longer one the beginning is masked: so many bytes are looked at around each chunk.</summary>
    public const int LongestBytes = 16 * 1024;

    /// <summary>What stands for each of their bytes.</summary>
    public const byte Star = (byte)'*';

    private readonly string[] _texts;
    private readonly byte[][] _patterns;

    /// <param name="values">The secrets as they are; the forms in which programs print them are found, too.</param>
    public Secrets(IEnumerable<string> values)
    {
        // The longest first: one may hold another.
        _texts = [.. values.SelectMany(Forms).Where(IsMaskable).Distinct().OrderByDescending(text => text.Length)];
        _patterns = [.. _texts.Select(text => Encoding.UTF8.GetBytes(text)).Select(bytes =>
            bytes.Length > LongestBytes ? bytes[..LongestBytes] : bytes)];
        Reach = _patterns.Select(pattern => pattern.Length - 1).DefaultIfEmpty(0).Max();
    }

    public static Secrets None { get; } = new([]);

    /// <summary>How many bytes on either side decide whether a byte is part of one.</summary>
    public int Reach { get; }

    /// <summary>Masks all that is whole within the window.</summary>
    public void Mask(Span<byte> window)
    {
        // All are found before any is masked: they may overlap.
        List<Range> found = [];
        foreach (byte[] pattern in _patterns)
        {
            for (int at = 0; window[at..].IndexOf(pattern) is var next and >= 0; at += next + 1)
            {
                found.Add((at + next)..(at + next + pattern.Length));
            }
        }
        foreach (Range range in found) window[range].Fill(Star);
    }

    /// <summary>Masks a text for people.</summary>
    public string? Mask(string? text)
    {
        if (text is null) return null;
        List<Range> found = [];
        foreach (string secret in _texts)
        {
            for (int at = 0; text.IndexOf(secret, at, StringComparison.Ordinal) is var next and >= 0; at = next + 1)
            {
                found.Add(next..(next + secret.Length));
            }
        }
        if (found.Count == 0) return text;
        char[] masked = text.ToCharArray();
        foreach (Range range in found) masked.AsSpan(range).Fill((char)Star);
        return new string(masked);
    }

    /// <summary>How many bytes at the end may be the beginning of one that goes on in what is not written yet.</summary>
    public int Begun(ReadOnlySpan<byte> end)
    {
        int longest = 0;
        foreach (byte[] pattern in _patterns)
        {
            for (int length = Math.Min(pattern.Length - 1, end.Length); length > longest; length--)
            {
                if (end[^length..].SequenceEqual(pattern.AsSpan(0, length))) longest = length;
            }
        }
        return longest;
    }

    /// <summary>As it is, in JSON, in a URL, in base64, and each of its lines: keys have several.</summary>
    private static IEnumerable<string> Forms(string value)
    {
        string[] lines = [.. value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        foreach (string text in lines.Append(value.Trim()))
        {
            yield return text;
            yield return JsonEncodedText.Encode(text).Value;
            yield return JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value;
            yield return Uri.EscapeDataString(text);
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }
    }

    private static bool IsMaskable(string text) => Encoding.UTF8.GetByteCount(text) >= ShortestBytes;
}
