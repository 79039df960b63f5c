using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Journal;

/// <summary>The journal's way to the disk. A call that returns has written; one that throws may have, in part.</summary>
internal interface IDisk
{
    /// <summary>Puts a file in place, whole.</summary>
    void Replace(string path, ReadOnlySpan<byte> content);

    /// <summary>Adds to the end of a file, made if it is not there.</summary>
    void Append(string path, ReadOnlySpan<byte> content);

    /// <summary>Makes the names in a folder durable.</summary>
    void SyncFolder(string path);
}

/// <summary>The disk itself.</summary>
internal sealed class Disk : IDisk
{
    public void Replace(string path, ReadOnlySpan<byte> content) => DurableFile.Replace(path, content);

    public void Append(string path, ReadOnlySpan<byte> content) => DurableFile.Append(path, content);

    public void SyncFolder(string path) => LibC.SyncFolder(path);
}
