using System.Net.Sockets;
using Npgsql;
using TaskSync.Storage;

namespace TaskSync.Postgres.Server;

/// <summary>
/// The connections of a node, by what they are for: reads see one moment for all statements of a batch and can change
/// nothing; writes are one statement each.
/// </summary>
internal sealed class Connections : IAsyncDisposable
{
    /// <summary>The writer's own, one for appending output beside it, one for rare writes, and room for a retry.</summary>
    private const int Writers = 4;

    /// <summary>Statements kept prepared for each connection: more than there are in this project.</summary>
    private const int Prepared = 64;

    private const string Writing =
        "-c default_transaction_isolation=read\\ committed -c default_transaction_read_only=off";

    private readonly NpgsqlDataSource _reads;
    private readonly NpgsqlDataSource _writes;
    private readonly string _listener;

    public Connections(PostgresOptions options)
    {
        _reads = NpgsqlDataSource.Create(With(options, options.Readers,
            "-c default_transaction_isolation=repeatable\\ read -c default_transaction_read_only=on"));
        _writes = OpenPool(options, Writers);
        NpgsqlConnectionStringBuilder listening = new(With(options, Writers, Writing)) { Pooling = false };
        _listener = listening.ConnectionString;
    }

    /// <summary>A connection of its own, for what outlives a statement: notifications and locks.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(_listener);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks several questions as of one moment, in one round trip.</summary>
    public async ValueTask<T> LookAsync<T>(Func<Look, Task<T>> read, CancellationToken cancel, params Query[] queries)
    {
        try
        {
            await using NpgsqlBatch batch = _reads.CreateBatch();
            foreach (Query query in queries) batch.BatchCommands.Add(query.ToBatchCommand());
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
            return await read(new Look(reader, cancel));
        }
        catch (Exception e) when (IsTrouble(e))
        {
            throw new StorageException($"PostgreSQL can't be read: {e.Message}", e);
        }
    }

    /// <summary>Asks one question.</summary>
    public ValueTask<IReadOnlyList<T>> ReadAsync<T>(Query query, Func<PostgresRow, T> read, CancellationToken cancel) =>
        LookAsync(look => look.RowsAsync(read), cancel, query);

    /// <summary>Runs one writing statement, which is one transaction, and reads what it returns.</summary>
    public async ValueTask<IReadOnlyList<T>> WriteAsync<T>(
        Query query, Func<PostgresRow, T> read, CancellationToken cancel = default)
    {
        try
        {
            await using NpgsqlBatch batch = _writes.CreateBatch();
            batch.BatchCommands.Add(query.ToBatchCommand());
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
            return await new Look(reader, cancel).RowsAsync(read);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            throw new StorageException($"PostgreSQL did not confirm the write; it may or may not have landed: {e.Message}", e);
        }
    }

    /// <summary>Runs one writing statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public async ValueTask<int> WriteAsync(Query query, CancellationToken cancel = default)
    {
        try
        {
            await using NpgsqlBatch batch = _writes.CreateBatch();
            batch.BatchCommands.Add(query.ToBatchCommand());
            return await batch.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            throw new StorageException($"PostgreSQL did not confirm the write; it may or may not have landed: {e.Message}", e);
        }
    }

    /// <summary>Whether it is the server's, the network's or the disk's trouble, and no mistake of ours.</summary>
    public static bool IsTrouble(Exception e) => e is NpgsqlException or SocketException or IOException or TimeoutException;

    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        await _writes.DisposeAsync();
    }

    /// <summary>A pool for tables that are not ours, and stand beside them.</summary>
    public static NpgsqlDataSource OpenPool(PostgresOptions options, int connections) =>
        NpgsqlDataSource.Create(With(options, connections, Writing));

    private static string With(PostgresOptions options, int connections, string settings)
    {
        NpgsqlConnectionStringBuilder builder = Parse(options.ConnectionString);
        Limit(builder, options, connections);
        builder.Options = $"{builder.Options} {settings}".Trim();
        return builder.ConnectionString;
    }

    /// <exception cref="PostgresStartException">It is none. What it holds is not repeated, nor what Npgsql says of
    /// it, because that may quote a password.</exception>
    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return new(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new PostgresStartException(
                "The connection string of PostgreSQL can't be read. It looks like "
                + "Host=db.example;Database=tasksync;Username=tasksync;Password=…, with a value after each =.");
        }
    }

    private static void Limit(NpgsqlConnectionStringBuilder builder, PostgresOptions options, int connections)
    {
        builder.ApplicationName = "tasksync";
        builder.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        builder.MaxPoolSize = connections;
        builder.MaxAutoPrepare = Prepared;
        builder.AutoPrepareMinUsages = 2;
        // A node whose server vanished without a word has to notice within seconds, also while it only listens.
        builder.KeepAlive = 10;
        builder.IncludeErrorDetail = false;
    }
}
