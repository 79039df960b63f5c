using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Storage.Backup;

namespace TaskSync.Storage;

/// <summary>What a restore leaves for a person to look at.</summary>
/// <param name="HeldTasks">How many open tasks wait until a person lets them go on.</param>
/// <param name="Agents">The agents whose credentials are good again, by name.</param>
public sealed record RestoreOutcome(int HeldTasks, IReadOnlyList<string> Agents);

/// <summary>
/// Makes a data folder of a backup. It is made beside its place and moved there whole, so that no server can start on
/// half of one, or on one whose open tasks are not held yet.
/// </summary>
public static class CatalogRestore
{
    private static readonly string[] Files = [CatalogBackup.CatalogEntry, CatalogBackup.OutputEntry];

    /// <summary>
    /// Restores a backup. Every task that was open waits for a person before anything of it starts; cursors of the
    /// feed from after the backup lead to a reset. People have to log in again; agents are let in as they were.
    /// </summary>
    /// <param name="file">The backup.</param>
    /// <param name="folder">The data folder: empty, or not there.</param>
    /// <param name="clock">The time; open tasks count as heard of now.</param>
    /// <param name="cancel">Gives up; nothing is left of it.</param>
    /// <exception cref="BackupException">The folder is not empty, or the file is no whole backup.</exception>
    public static async Task<RestoreOutcome> RestoreAsync(
        string file, string folder, TimeProvider clock, CancellationToken cancel = default)
    {
        string path = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new BackupException($"{path} is not empty, and a restore never replaces anything. Name an empty folder.");
        }
        string work = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            DataFolder.CreateFolder(work);
            await ExtractAsync(file, work, cancel);
            RestoreOutcome outcome = await SettleAsync(work, clock, cancel);
            Disk.SyncFolder(work);
            if (Directory.Exists(path)) Directory.Delete(path);
            Directory.Move(work, path);
            Disk.SyncFolder(Path.GetDirectoryName(path)!);
            return outcome;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataFolderException)
        {
            throw new BackupException($"The backup {file} can't be restored to {path}: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
    }

    private static async Task ExtractAsync(string file, string work, CancellationToken cancel)
    {
        var hashes = new Dictionary<string, string>();
        BackupManifest? manifest = null;
        try
        {
            await using FileStream archive = File.OpenRead(file);
            await using var tar = new TarReader(archive);
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
            {
                if (entry.DataStream is not { } bytes) continue;
                if (entry.Name == CatalogBackup.ManifestEntry)
                {
                    manifest = await JsonSerializer.DeserializeAsync(bytes, BackupJson.Default.BackupManifest, cancel);
                }
                // Only names that a backup has: a path in an archive is nobody's to choose.
                else if (Files.Contains(entry.Name))
                {
                    hashes[entry.Name] = await ExtractAsync(bytes, Path.Combine(work, entry.Name), cancel);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new BackupException($"{file} is no whole TaskSync backup: {e.Message}", e);
        }
        Verify(file, manifest, hashes);
    }

    private static async Task<string> ExtractAsync(Stream bytes, string to, CancellationToken cancel)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        await using FileStream target = new(to, DataFolder.OwnerOnly(options));
        await bytes.CopyToAsync(target, cancel);
        target.Flush(flushToDisk: true);
        target.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(target, cancel));
    }

    private static void Verify(string file, BackupManifest? manifest, Dictionary<string, string> hashes)
    {
        if (manifest is null) throw new BackupException($"{file} is no whole TaskSync backup: it has no manifest.");
        if (manifest.Format != 1)
        {
            throw new BackupException(
                $"{file} was made by a newer TaskSync (format {manifest.Format}). Restore it with that version.");
        }
        foreach (string name in Files)
        {
            bool isSame = hashes.TryGetValue(name, out string? hash)
                && manifest.Sha256.TryGetValue(name, out string? expected) && hash == expected;
            if (!isSame)
            {
                throw new BackupException($"{file} is damaged: {name} is not what its manifest says. Use another backup.");
            }
        }
    }

    /// <summary>
    /// Opening begins a new epoch first, so that the changes made here, and all that the lost server made after the
    /// backup, are told apart.
    /// </summary>
    private static async Task<RestoreOutcome> SettleAsync(string folder, TimeProvider clock, CancellationToken cancel)
    {
        await using SqliteStorage storage = SqliteStorage.Open(new() { Folder = folder }, clock);
        int held = await OpenTasks.HoldAsync(
            storage.States, after => ReadOpenAsync(storage, after, cancel), clock.GetUtcNow());
        await storage.CatalogDatabase.Writer.RunAsync(
            WriteKind.Access,
            database => database.Use(OldAccess.EndCredentials).Run() + database.Use(OldAccess.EndCodes).Run());
        return new(held, await storage.CatalogDatabase.Readers.ReadAsync(
            0, static (reader, _) => reader.Use(OldAccess.GoodAgents).ReadAll(row => row.Text(0)), cancel));
    }

    private static ValueTask<IReadOnlyList<OpenTask>> ReadOpenAsync(
        SqliteStorage storage, long after, CancellationToken cancel) =>
        storage.CatalogDatabase.Readers.ReadAsync(after, static (reader, after) => reader
            .Use("SELECT task_no, task_id FROM tasks WHERE is_over = 0 AND task_no > ? ORDER BY task_no LIMIT ?")
            .With(after).With(OpenTasks.PageTasks).ReadAll(row => new OpenTask(row.Int64(0), new TaskId(row.Text(1)))), cancel);
}
