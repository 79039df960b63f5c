namespace TaskSync.Cli.Local;

/// <summary>systemd's journal. What is a secret for one person and one moment has no place in it.</summary>
internal static class Journal
{
    /// <summary>Whether an open file is its stream.</summary>
    /// <param name="stream">
    /// What systemd says of it in JOURNAL_STREAM: device and inode. It alone proves nothing, because whatever a
    /// service starts inherits it, a desktop and its terminals too.
    /// </param>
    /// <param name="file">Where <c>/proc</c> shows the open file.</param>
    public static bool Reads(string? stream, string file)
    {
        if (stream?.Split(':') is not [_, string inode]) return false;
        try
        {
            return new FileInfo(file).LinkTarget == $"socket:[{inode}]";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
