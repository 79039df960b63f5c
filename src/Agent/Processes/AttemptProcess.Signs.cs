using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Processes;

/// <content>Whether it shows signs of life: whatever it writes is one.</content>
internal sealed partial class AttemptProcess
{
    private long? _written;
    private long _signAt;
    private bool? _isStalled;

    private void LookForSigns()
    {
        long written = folder.OutputLength(OutputStream.Stdout) + folder.OutputLength(OutputStream.Stderr);
        if (written != _written) NoteSign(_written is null ? SinceLastWrite() : TimeSpan.Zero);
        _written = written;
        TimeSpan silent = time.GetElapsedTime(_signAt);
        bool isStalled = supervisor.StalledAfter > TimeSpan.Zero && silent >= supervisor.StalledAfter;
        // The first time also that it is not: an earlier agent may have said that it was.
        if (isStalled == _isStalled) return;
        _isStalled = isStalled;
        Post(new ProcessEvent.Signs(spec.Key, isStalled ? time.GetUtcNow() - silent : null));
    }

    private void NoteSign(TimeSpan ago) => _signAt = time.GetTimestamp() - (long)(ago.TotalSeconds * time.TimestampFrequency);

    /// <summary>How old the last sign is that an earlier agent may have seen; only the files know.</summary>
    private TimeSpan SinceLastWrite()
    {
        string[] files = [folder.Output(OutputStream.Stdout), folder.Output(OutputStream.Stderr), folder.Process];
        DateTimeOffset last = files.Where(File.Exists).Select(file => (DateTimeOffset)File.GetLastWriteTimeUtc(file))
            .DefaultIfEmpty(time.GetUtcNow()).Max();
        TimeSpan ago = time.GetUtcNow() - last;
        return ago > TimeSpan.Zero ? ago : TimeSpan.Zero;
    }
}
