using System.Security.Cryptography;
using System.Text;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Folder;

/// <summary>What tells this machine from one that its files were copied to.</summary>
internal static class MachineId
{
    private static readonly string[] Files = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

    /// <summary>Whether the machine has an id, and not only a name.</summary>
    public static bool IsOwn => OwnId() is not null;

    /// <summary>
    /// Hashed, because the machine's own id is not for the network; the name of the machine where there is no
    /// id.
    /// </summary>
    public static string Read()
    {
        string own = OwnId() ?? Environment.MachineName;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("tasksync:" + own)).AsSpan(0, 16));
    }

    private static string? OwnId() => OperatingSystem.IsMacOS()
        ? LibC.MacId()
        : Files.Where(File.Exists).Select(file => File.ReadAllText(file).Trim()).FirstOrDefault(text => text.Length > 0);
}
