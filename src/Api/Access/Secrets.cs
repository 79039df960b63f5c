using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TaskSync.Api.Access;

/// <summary>
/// Secrets: random, and known to the server by their SHA-256 alone. The prefixes let scanners find one that
/// was published, and tell people what they hold.
/// </summary>
internal static class Secrets
{
    /// <summary>Of tokens, which are good until they are revoked or expire.</summary>
    public const string TokenPrefix = "tsk_";

    /// <summary>Of codes that enrol one agent.</summary>
    public const string InvitePrefix = "tsi_";

    /// <summary>Of codes that log one browser in.</summary>
    public const string LoginPrefix = "tsl_";

    /// <summary>Longer than any of ours; what is longer is not worth a hash.</summary>
    private const int LongestSecret = 200;

    /// <summary>192 bits: nobody guesses that, and it needs no slow hash.</summary>
    private const int RandomBytes = 24;

    public static string New(string prefix)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return prefix + Base64Url.EncodeToString(random);
    }

    /// <summary>Whether the text could be a secret of this kind at all.</summary>
    public static bool IsPlausible(string? text, string prefix) =>
        text is { Length: >= 24 and <= LongestSecret } && text.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>What is stored of a secret.</summary>
    public static string Hash(string secret)
    {
        Span<byte> utf8 = stackalloc byte[LongestSecret * 3];
        int length = Encoding.UTF8.GetBytes(secret, utf8);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..length], hash);
        return Convert.ToHexStringLower(hash);
    }
}
