using System.Diagnostics;

namespace TaskSync.Agent.Tests;

/// <summary>A test on a disk of its own that is soon full: only root may mount one.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess) Skip = "Only root may mount a disk to fill.";
    }
}

/// <summary>Such a disk.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    public SmallDisk(string path)
    {
        _path = Directory.CreateDirectory(path).FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", _path);
    }

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        try
        {
            using FileStream file = File.Create(Path.Combine(_path, "filler"));
            file.Write(new byte[2 << 20]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Path.Combine(_path, "filler"));

    /// <summary>Lazily, because a process of an attempt may end a moment later.</summary>
    public void Dispose() => Run("umount", "-l", _path);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
