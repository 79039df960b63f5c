using Microsoft.Extensions.Time.Testing;

namespace TaskSync.Storage.Tests;

/// <summary>An open storage in a folder of its own, which goes with it.</summary>
public sealed class OpenStorage : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private OpenStorage(SqliteStorage storage, FakeTimeProvider clock, bool ownsFolder) =>
        (Storage, Clock, _ownsFolder) = (storage, clock, ownsFolder);

    public SqliteStorage Storage { get; }

    public FakeTimeProvider Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public IStateStore States => Storage.States;

    /// <summary>A new folder.</summary>
    public static OpenStorage Create(Func<StorageOptions, StorageOptions>? with = null) =>
        Open(TemporaryFolder.Name(), with, ownsFolder: true);

    /// <summary>A folder that is there already and stays.</summary>
    public static OpenStorage Open(string folder, Func<StorageOptions, StorageOptions>? with = null, bool ownsFolder = false)
    {
        // The tests are about what is written and in which order; that a commit reaches the disk is the one fact they
        // can't see.
        var options = new StorageOptions { Folder = folder, Durable = false };
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        return new(SqliteStorage.Open(with?.Invoke(options) ?? options, clock), clock, ownsFolder);
    }

    /// <summary>The first column of the first row, as text.</summary>
    public async Task<string> AskTextAsync(string sql) => await Storage.CatalogDatabase.Readers.ReadAsync(
        sql, static (reader, sql) => reader.AskText(sql), CancellationToken.None);

    /// <summary>Changes rows behind the storage's back.</summary>
    public Task ChangeAsync(string sql) => Storage.CatalogDatabase.Writer.RunAsync(
        WriteKind.Task, database => database.Use(sql).Run());

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Storage.Folder, recursive: true);
    }
}
