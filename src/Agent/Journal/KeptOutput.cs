using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Journal;

/// <summary>
/// The whole output of attempts of which the server has a part: kept for a time, and while there is room. All other folders go
/// as soon as all that is in them is acknowledged.
/// </summary>
internal sealed class KeptOutput(string kept, TimeSpan keepFor, long mostBytes, TimeProvider time)
{
    /// <summary>Takes over or removes the folder of an attempt that is acknowledged.</summary>
    public void Take(string folder)
    {
        var attempt = new AttemptFolder(folder);
        if (keepFor > TimeSpan.Zero && IsCut(attempt)) Keep(folder);
        else Directory.Delete(folder, recursive: true);
    }

    /// <summary>Removes what is too old; then the oldest, until the rest is not too much.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(kept)) return;
        DateTime oldest = (time.GetUtcNow() - keepFor).UtcDateTime;
        long bytes = 0;
        foreach (DirectoryInfo folder in new DirectoryInfo(kept).GetDirectories().OrderByDescending(one => one.LastWriteTimeUtc))
        {
            bytes += folder.GetFiles().Sum(file => file.Length);
            if (bytes > mostBytes || folder.LastWriteTimeUtc < oldest) folder.Delete(recursive: true);
        }
    }

    private static bool IsCut(AttemptFolder attempt) => attempt.ReadSpec() is { } spec
        && (IsCut(attempt, OutputStream.Stdout, spec) || IsCut(attempt, OutputStream.Stderr, spec));

    private static bool IsCut(AttemptFolder attempt, OutputStream stream, AttemptSpec spec) =>
        OutputCut.IsCut(attempt.OutputLength(stream), spec.OutputLimit);

    private void Keep(string folder)
    {
        DurableFile.CreateFolder(kept);
        string place = Path.Combine(kept, Path.GetFileName(folder));
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        Directory.Move(folder, place);
        Directory.SetLastWriteTimeUtc(place, time.GetUtcNow().UtcDateTime);
    }
}
