using System.Globalization;
using System.Reflection;
using Npgsql;

namespace TaskSync.Postgres.Server;

/// <summary>
/// The steps that bring a database to the newest schema: numbered SQL files beside the code, each applied once, all
/// that are missing in one transaction.
/// </summary>
internal static class Migrations
{
    /// <summary>Of locks on whole tasks of a cluster; the word "task" in ASCII and a number.</summary>
    public const long MigrationLock = 0x7461736B_00000001;

    /// <summary>The number of the newest one.</summary>
    public static int Newest { get; } = Resources.GetManifestResourceNames()
        .Count(name => name.EndsWith(".sql", StringComparison.Ordinal));

    /// <summary>
    /// Seconds that one step may take, or the wait for another node's: rewriting a large table takes minutes.
    /// </summary>
    private const int StepSeconds = 30 * 60;

    private static Assembly Resources => typeof(Migrations).Assembly;

    /// <summary>Brings the schema up to date; nodes that start together do it one after the other.</summary>
    /// <exception cref="PostgresStartException">A newer TaskSync made it.</exception>
    public static async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancel);
        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS tasksync_schema (version bigint NOT NULL)", cancel);
        await using var ask = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM tasksync_schema", connection);
        long stored = (long)(await ask.ExecuteScalarAsync(cancel))!;
        if (stored > Newest)
        {
            throw new PostgresStartException(
                $"The database has schema {stored}, and this TaskSync knows {Newest}: a newer one made it. Start that version.");
        }
        for (long number = stored + 1; number <= Newest; number++)
        {
            await RunAsync(connection, Read(number), cancel);
            await RunAsync(connection, string.Create(CultureInfo.InvariantCulture,
                $"INSERT INTO tasksync_schema VALUES ({number})"), cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = StepSeconds };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static string Read(long number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{number:0000}.sql");
        using Stream stream = Resources.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The migration {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
