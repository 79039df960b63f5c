using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Tests.Output;

public sealed class SecretsSpecs
{
    private const string Value = "s3cr3t-v4lue";
    private static readonly AttemptKey Key = new(TaskId.Derive("1"), 1);

    [Theory]
    [InlineData("a s3cr3t-v4lue b", "a ************ b")]
    [InlineData("s3cr3t-v4lues3cr3t-v4lue", "************************")]
    [InlineData("s3cr3t-v4lu", "s3cr3t-v4lu")]
    [InlineData("czNjcjN0LXY0bHVl", "****************")]
    public void A_secret_becomes_stars_of_its_length(string text, string masked)
    {
        byte[] window = Encoding.UTF8.GetBytes(text);
        new Secrets([Value]).Mask(window);
        Assert.Equal(masked, Encoding.UTF8.GetString(window));
        Assert.Equal(masked, new Secrets([Value]).Mask(text));
    }

    [Fact]
    public void A_secret_is_found_in_json_in_a_url_and_line_by_line()
    {
        var secrets = new Secrets(["pass\"word&more", "-----BEGIN KEY-----\nMIIEvQIBADAN\nxYz0123456\n"]);
        Assert.Equal("***************", secrets.Mask("pass\\\"word&more"));
        Assert.DoesNotContain("word", secrets.Mask(Uri.EscapeDataString("pass\"word&more")), StringComparison.Ordinal);
        Assert.Equal("> ************", secrets.Mask("> MIIEvQIBADAN"));
    }

    [Fact]
    public void Overlapping_secrets_leave_nothing_of_either()
    {
        var secrets = new Secrets(["abcdefgh", "efghijkl", "defghi"]);
        byte[] window = "xabcdefghijklx"u8.ToArray();
        secrets.Mask(window);
        Assert.Equal("x************x", Encoding.UTF8.GetString(window));
    }

    [Fact]
    public void What_is_too_short_to_be_one_is_left_alone() => Assert.Equal("yes", new Secrets(["yes", ""]).Mask("yes"));

    /// <summary>The file grows in pieces and is read in pieces, and no border of either may show a byte.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Wherever_writes_and_reads_are_divided_the_server_gets_the_same(int seed)
    {
        var dice = new Random(seed);
        string text = string.Concat(Enumerable.Range(0, 60).Select(_ => dice.Next(4) switch
        {
            0 => Value, 1 => Value[..dice.Next(Value.Length)], 2 => "s3s3cr3t-", _ => $"plain {dice.Next()}\n",
        }));
        // A plain end: what ends with the beginning of a secret is another test's.
        text += "plain";
        string expected = text.Replace(Value, new string('*', Value.Length), StringComparison.Ordinal);
        using var attempts = new TemporaryFolder();
        var folder = new AttemptFolder(Directory.CreateDirectory(Path.Combine(attempts.Path, Key.ToString())).FullName);
        var output = new OutputFiles(attempts.Path, new SecretNames(["T"], new Dictionary<string, string> { ["T"] = Value }, "credential"));
        var sent = new MemoryStream();
        for (int written = 0; written < text.Length;)
        {
            int more = Math.Min(dice.Next(1, 40), text.Length - written);
            await File.AppendAllTextAsync(folder.Output(OutputStream.Stdout), text.Substring(written, more));
            written += more;
            await ReadAsync(isOver: false);
        }
        await ReadAsync(isOver: true);
        Assert.Equal(expected, Encoding.UTF8.GetString(sent.ToArray()));

        async Task ReadAsync(bool isOver)
        {
            while (await output.ReadAsync(Key, OutputStream.Stdout, sent.Length, dice.Next(1, 30), isOver) is { Length: > 0 } chunk)
            {
                sent.Write(chunk.Span);
            }
        }
    }
}
