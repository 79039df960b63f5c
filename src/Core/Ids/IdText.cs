using System.Security.Cryptography;
using System.Text;

namespace TaskSync.Core;

/// <summary>
/// The common form of every id: a letter that tells its type, an underscore, and 26 characters of lower-case
/// Crockford base32 (130 bits). It has no look-alike characters, no case, and is safe in paths and URLs.
/// </summary>
internal static class IdText
{
    /// <summary>Characters behind the prefix.</summary>
    public const int Length = 26;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static bool IsValid(string? text, char type)
    {
        if (text is null || text.Length != Length + 2 || text[0] != type || text[1] != '_') return false;
        foreach (char c in text.AsSpan(2))
        {
            if (!Alphabet.Contains(c, StringComparison.Ordinal)) return false;
        }
        return true;
    }

    /// <summary>An id that the same parts always give: how a repeated submit finds its task.</summary>
    public static string Derive(char type, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return Encode(type, hash.GetHashAndReset());
    }

    public static string FromBytes(char type, ReadOnlySpan<byte> random) => Encode(type, random);

    private static string Encode(char type, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 17) throw new ArgumentException("An id needs 17 bytes (130 bits).", nameof(bytes));
        Span<char> text = stackalloc char[Length + 2];
        text[0] = type;
        text[1] = '_';
        for (int i = 0, bit = 0; i < Length; i++, bit += 5)
        {
            int pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i + 2] = Alphabet[(pair >> (11 - bit % 8)) & 31];
        }
        return new string(text);
    }
}
