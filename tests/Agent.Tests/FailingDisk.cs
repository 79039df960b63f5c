using TaskSync.Agent.Journal;

namespace TaskSync.Agent.Tests;

/// <summary>A disk that answers a sync with EIO for some paths, until it is well again.</summary>
internal sealed class FailingDisk(string fails) : IDisk
{
    private readonly Disk _disk = new();
    private volatile bool _isWell;

    public void Heal() => _isWell = true;

    public void Replace(string path, ReadOnlySpan<byte> content)
    {
        _disk.Replace(path, content);
        Fail(path);
    }

    public void Append(string path, ReadOnlySpan<byte> content)
    {
        // Half of it may be there all the same.
        _disk.Append(path, Fails(path) ? content[..(content.Length / 2)] : content);
        Fail(path);
    }

    public void SyncFolder(string path)
    {
        _disk.SyncFolder(path);
        Fail(path);
    }

    private bool Fails(string path) => !_isWell && path.Contains(fails, StringComparison.Ordinal);

    private void Fail(string path)
    {
        if (Fails(path)) throw new IOException($"Input/output error : '{path}'");
    }
}
