using System.Globalization;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Journal;

/// <summary>
/// The last report of each attempt whose folder is gone. One file a day, so that what is old is removed a day
/// at a time and nothing is ever rewritten.
/// </summary>
internal sealed class RememberedLog(string folder, TimeProvider time, IDisk disk)
{
    private const string DayFormat = "yyyy-MM-dd";

    public IReadOnlyList<AttemptReport> Read()
    {
        DurableFile.CreateFolder(folder);
        RemoveOld();
        return [.. Days().Order(StringComparer.Ordinal)
            .SelectMany(file => FramedLines.Read(file, AgentJson.Report))];
    }

    /// <summary>Durable when it returns.</summary>
    public void Add(IEnumerable<AttemptReport> finals)
    {
        string day = time.GetUtcNow().ToString(DayFormat, CultureInfo.InvariantCulture);
        byte[] lines = [.. finals.SelectMany(final => FramedLines.Frame(final, AgentJson.Report))];
        string file = Path.Combine(folder, day + ".jsonl");
        if (!File.Exists(file)) RemoveOld();
        // A torn line must not swallow the next one.
        disk.Append(file, EndsTorn(file) ? [(byte)'\n', .. lines] : lines);
    }

    private void RemoveOld()
    {
        DateTimeOffset oldest = time.GetUtcNow() - AgentLimits.RememberFor;
        foreach (string file in Days().Where(file => DayOf(file) is { } day && day < oldest.Date)) File.Delete(file);
    }

    private string[] Days() => Directory.GetFiles(folder, "*.jsonl");

    private static DateTime? DayOf(string file) => DateTime.TryParseExact(
        Path.GetFileNameWithoutExtension(file), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)
        ? day : null;

    private static bool EndsTorn(string file)
    {
        if (!File.Exists(file)) return false;
        using FileStream stream = File.OpenRead(file);
        if (stream.Length == 0) return false;
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n';
    }
}
