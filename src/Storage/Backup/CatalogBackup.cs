using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using TaskSync.Core.Ports;
using TaskSync.Storage.Backup;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage;

/// <summary>
/// Backups of a running server, as one tar file: <c>catalog.db</c>, <c>output.db</c> and, last, <c>manifest.json</c>
/// with their checksums. Each database is as of one moment; the output is taken second, so that it has at least the
/// bytes that the catalog tells of.
/// </summary>
/// <param name="storage">The open storage.</param>
/// <param name="clock">The time, for the manifest.</param>
public sealed class CatalogBackup(SqliteStorage storage, TimeProvider clock) : IBackup
{
    internal const string CatalogEntry = "catalog.db";
    internal const string OutputEntry = "output.db";
    internal const string ManifestEntry = "manifest.json";

    /// <summary>
    /// Writes a backup. It appears under its name when it is whole and on disk; a file that is there already stays.
    /// </summary>
    /// <param name="file">The new file.</param>
    /// <param name="cancel">Gives up; nothing is left of it.</param>
    /// <exception cref="BackupException">There is such a file, or it can't be written.</exception>
    public async Task WriteAsync(string file, CancellationToken cancel = default)
    {
        string path = Path.GetFullPath(file);
        if (File.Exists(path)) throw AlreadyThere(path);
        string parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            throw new BackupException($"The backup {path} can't be written: there is no folder {parent}.");
        }
        string work = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            DataFolder.CreateFolder(work);
            string archive = Path.Combine(work, "backup.tar");
            await WriteArchiveAsync(archive, work, cancel);
            Publish(archive, path, parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new BackupException($"The backup {path} can't be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
    }

    /// <inheritdoc/>
    async Task<BackupOutcome> IBackup.WriteAsync(string file, CancellationToken cancel)
    {
        try
        {
            await WriteAsync(file, cancel);
            return new(Written: true, new FileInfo(file).Length);
        }
        catch (BackupException why)
        {
            return new(Written: false, 0, why.Message);
        }
    }

    private static BackupException AlreadyThere(string path) =>
        new($"{path} is there already, and a backup never replaces a file. Name another one.");

    private static void Publish(string archive, string path, string parent)
    {
        try
        {
            File.Move(archive, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw AlreadyThere(path);
        }
        Disk.SyncFolder(parent);
    }

    private async Task WriteArchiveAsync(string archive, string work, CancellationToken cancel)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        await using FileStream file = new(archive, DataFolder.OwnerOnly(options));
        await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
        {
            string cursor = Copy(storage.CatalogDatabase.Path, Path.Combine(work, CatalogEntry));
            hashes[CatalogEntry] = await AddAsync(tar, Path.Combine(work, CatalogEntry), CatalogEntry, cancel);
            Copy(storage.OutputDatabase.Path, Path.Combine(work, OutputEntry));
            hashes[OutputEntry] = await AddAsync(tar, Path.Combine(work, OutputEntry), OutputEntry, cancel);
            var manifest = new BackupManifest { CreatedAt = clock.GetUtcNow(), Cursor = cursor, Sha256 = hashes };
            using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest));
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestEntry) { DataStream = json }, cancel);
        }
        file.Flush(flushToDisk: true);
    }

    /// <summary>Copies a database as of one moment while others write to it.</summary>
    /// <returns>For a catalog, the head of its feed at that moment.</returns>
    private string Copy(string from, string to)
    {
        using (Database reader = Database.OpenReader(from)) reader.CopyTo(to);
        using Database copy = Database.OpenReader(to);
        bool isCatalog = from == storage.CatalogDatabase.Path;
        return isCatalog ? storage.CatalogDatabase.Head.CursorIn(copy).ToString() : "";
    }

    private static async Task<string> AddAsync(TarWriter tar, string file, string name, CancellationToken cancel)
    {
        string hash;
        await using (FileStream bytes = File.OpenRead(file))
        {
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancel));
            bytes.Position = 0;
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = bytes }, cancel);
        }
        File.Delete(file);
        return hash;
    }
}
