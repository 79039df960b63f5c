using Microsoft.Extensions.Time.Testing;
using TaskSync.Postgres;

namespace TaskSync.Storage.Tests;

/// <summary>One node's open storage, on a database of its own or on one that others share.</summary>
public sealed class OpenStorage : IAsyncDisposable
{
    private OpenStorage(string database, PostgresStorage storage, FakeTimeProvider clock) =>
        (Database, Storage, Clock) = (database, storage, clock);

    public string Database { get; }

    public PostgresStorage Storage { get; }

    public FakeTimeProvider Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public IStateStore States => Storage.States;

    /// <summary>On a new database.</summary>
    public static OpenStorage Create() => Open(PostgresServer.NewName());

    /// <summary>How tests connect: what has to happen may take as long as they wait for it.</summary>
    public static PostgresOptions Patient(string connection) =>
        new() { ConnectionString = connection, CommandTimeout = Work.Patience };

    /// <summary>A node more on a database; it is made if it is not there.</summary>
    public static OpenStorage Open(string database)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        PostgresOptions options = Patient(PostgresServer.Shared.Database(database));
        return new(database, PostgresStorage.OpenAsync(options, clock).GetAwaiter().GetResult(), clock);
    }

    /// <summary>The first column of the first row, as text.</summary>
    public async Task<string> AskTextAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(PostgresServer.Shared.ConnectionTo(Database));
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }

    /// <summary>Changes rows behind the storage's back.</summary>
    public Task ChangeAsync(string sql) => AskTextAsync(sql);

    public ValueTask DisposeAsync() => Storage.DisposeAsync();
}
