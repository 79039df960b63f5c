namespace TaskSync.Agent.Output;

/// <summary>
/// Reads a part of what a command wrote, without secrets. It looks as far around the part as a secret can reach, so that each byte is
/// masked or not whatever the parts are.
/// </summary>
internal static class MaskedFile
{
    /// <param name="path">The file; it may grow meanwhile.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="most">Bytes at most.</param>
    /// <param name="isOver">Whether nothing follows. Until then, what may be the beginning of a secret waits for what does.</param>
    /// <param name="secrets">What is masked.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string path, long from, int most, bool isOver, Secrets secrets)
    {
        using var file = Open(path);
        (int before, byte[] window) = Around(RandomAccess.GetLength(file), from, most, secrets);
        int read = await RandomAccess.ReadAsync(file, window, from - before);
        return Cut(window.AsMemory(0, read), before, most, isOver, secrets);
    }

    /// <summary>The same of a file that is complete, for who can't await.</summary>
    public static ReadOnlyMemory<byte> Read(string path, long from, int most, Secrets secrets)
    {
        using var file = Open(path);
        (int before, byte[] window) = Around(RandomAccess.GetLength(file), from, most, secrets);
        int read = RandomAccess.Read(file, window, from - before);
        return Cut(window.AsMemory(0, read), before, most, isOver: true, secrets);
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path) =>
        File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    private static (int Before, byte[] Window) Around(long length, long from, int most, Secrets secrets)
    {
        int before = (int)Math.Min(from, secrets.Reach);
        return (before, new byte[Math.Clamp(length - from + before, 0, before + most + secrets.Reach)]);
    }

    private static ReadOnlyMemory<byte> Cut(Memory<byte> window, int before, int most, bool isOver, Secrets secrets)
    {
        int begun = secrets.Begun(window.Span);
        secrets.Mask(window.Span);
        // What was killed while it wrote a secret has written the beginning of one. Less than a secret can be hides nothing.
        if (isOver && begun >= Secrets.ShortestBytes) window.Span[^begun..].Fill(Secrets.Star);
        int length = Math.Min(most, window.Length - (isOver ? 0 : begun) - before);
        return length > 0 ? window.Slice(before, length) : default;
    }
}
