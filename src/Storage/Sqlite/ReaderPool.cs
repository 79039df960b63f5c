using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace TaskSync.Storage.Sqlite;

/// <summary>
/// Connections that only read. SQLite's calls block their thread, so reads are kept short and only a few run side by
/// side: more than there are cores would only wait for each other.
/// </summary>
internal sealed class ReaderPool : IDisposable
{
    private readonly string _path;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentStack<Database> _idle = new();

    public ReaderPool(string path, int size) => (_path, _free) = (path, new(size, size));

    /// <summary>
    /// Reads with a connection of the pool; what one call reads is of one moment if it is one statement.
    /// </summary>
    public async ValueTask<T> ReadAsync<TArgument, T>(
        TArgument argument, Func<Database, TArgument, T> read, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        try
        {
            if (!_idle.TryPop(out Database? database)) database = Database.OpenReader(_path);
            try
            {
                return read(database, argument);
            }
            catch (SqliteException e)
            {
                throw new StorageException($"{_path} can't be read: {e.Message}", e);
            }
            finally
            {
                _idle.Push(database);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Reads several things as of one moment.</summary>
    public ValueTask<T> ReadAtOnceAsync<TArgument, T>(
        TArgument argument, Func<Database, TArgument, T> read, CancellationToken cancel) =>
        ReadAsync((argument, read), static (database, all) => database.ReadAtOnce(all.argument, all.read), cancel);

    public void Dispose()
    {
        while (_idle.TryPop(out Database? database)) database.Dispose();
        _free.Dispose();
    }
}
