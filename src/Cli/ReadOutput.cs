using System.Runtime.InteropServices;

namespace TaskSync.Cli;

/// <summary>Nobody reads standard output any more.</summary>
internal sealed class ReaderGoneException : IOException;

/// <summary>
/// Standard output that notices when its reader has gone. The console's own stream swallows that, and
/// <c>tasksync logs -f … | head</c> would go on until the task is over.
/// </summary>
internal sealed partial class ReadOutput(Stream console) : Stream
{
    private const int StandardOutput = 1;

    /// <summary>POLLERR: on a pipe, there is no reader.</summary>
    private const short Broken = 8;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        console.Write(buffer, offset, count);
        PollRequest request = new() { File = StandardOutput };
        bool isAnswered = Poll(ref request, count: 1, milliseconds: 0) > 0;
        if (isAnswered && (request.Answer & Broken) != 0) throw new ReaderGoneException();
    }

    public override void Flush() => console.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Wanted;
        public short Answer;
    }
}
