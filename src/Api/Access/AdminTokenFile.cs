using System.Text;

namespace TaskSync.Api.Access;

/// <summary>
/// The file with the first credential: readable by its owner alone, and never half written.
/// </summary>
internal static class AdminTokenFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The token; null if there is no file.</summary>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path)) return null;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
        string token = (await File.ReadAllTextAsync(path, cancel)).Trim();
        return Secrets.IsPlausible(token, Secrets.TokenPrefix)
            ? token
            : throw new InvalidDataException(
                $"{path} holds no TaskSync token. Delete it, and the next start makes a new one.");
    }

    /// <returns>Whether it was written; a file that is there already stays as it is.</returns>
    public static async Task<bool> TryCreateAsync(string path, string token, CancellationToken cancel)
    {
        string draft = $"{path}.{Environment.ProcessId}.new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        await using (var file = new FileStream(draft, options))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(token + "\n"), cancel);
            file.Flush(flushToDisk: true);
        }
        return TryMove(draft, path);
    }

    private static bool TryMove(string draft, string path)
    {
        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return false;
        }
    }
}
