using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Folder;

/// <summary>
/// What tells a folder from a copy of it: the numbers that its file system gives to it and to its lock. A copy holds the same
/// identity and a lock of its own, so that both could start what one of them was offered.
/// </summary>
/// <param name="Inode">Of the folder.</param>
/// <param name="LockInode">Of its lock: two numbers are not the same by chance, on whatever disk.</param>
/// <param name="Device">The disk. Counts within one boot only: the next one may number its disks in another order.</param>
/// <param name="BootId">That boot.</param>
internal sealed record FolderPrint(ulong Inode, ulong LockInode, string Device, string BootId)
{
    /// <summary>The folder's now; null where the system does not tell.</summary>
    public static FolderPrint? Read(AgentPaths paths)
    {
        if (LibC.FileNumber(paths.Folder) is not { } folder || LibC.FileNumber(paths.Lock) is not { } held) return null;
        return new FolderPrint(folder.Inode, held.Inode, folder.Device, Platforms.Here.BootId);
    }

    /// <summary>Whether both can be of one folder.</summary>
    public bool IsOfSame(FolderPrint other) =>
        Inode == other.Inode && LockInode == other.LockInode && (Device == other.Device || BootId != other.BootId);
}
