using Npgsql;

namespace TaskSync.Postgres.Server;

/// <summary>
/// Which database this is. A dump that was read into another one carries the name of the first, so whoever comes
/// there first knows that it has a copy before it, however old.
/// </summary>
internal static class Home
{
    private const long HomeLock = Migrations.MigrationLock + 2;

    /// <summary>Seconds to wait for another node that settles: a million open tasks take some minutes.</summary>
    private const int WaitSeconds = 30 * 60;

    private const string MayAskServer = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')";

    /// <summary>Made anew whenever a server is set up, or a database created.</summary>
    private const string ServerAndDatabase = """
        SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid
        FROM pg_database WHERE datname = current_database()
        """;

    /// <summary>Where the server doesn't tell who it is: copies on another server by the same number go unnoticed.</summary>
    private const string DatabaseOnly = "SELECT oid::text FROM pg_database WHERE datname = current_database()";

    private const string Record =
        "INSERT INTO home VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET database = excluded.database";

    /// <summary>
    /// Has a copy settled before anything is done with it. Nodes that start together wait for the one that does it;
    /// if that one ends in the middle, the next one begins anew.
    /// </summary>
    /// <param name="connection">A connection of its own; what it locks is free when it is closed.</param>
    /// <param name="settle">Called if this database is a copy.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task SettleAsync(NpgsqlConnection connection, Func<Task> settle, CancellationToken cancel)
    {
        await AskAsync(connection, $"SELECT pg_advisory_lock({HomeLock})", cancel);
        bool mayAsk = await AskAsync(connection, MayAskServer, cancel) is true;
        string here = (string)(await AskAsync(connection, mayAsk ? ServerAndDatabase : DatabaseOnly, cancel))!;
        string? before = (string?)await AskAsync(connection, "SELECT database FROM home", cancel);
        if (before == here) return;
        // Without a name it is new, or was made by a version that gave none.
        if (before is not null) await settle();
        await AskAsync(connection, Record, cancel, here);
    }

    private static async Task<object?> AskAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancel, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = WaitSeconds };
        foreach (string value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync(cancel);
    }
}
