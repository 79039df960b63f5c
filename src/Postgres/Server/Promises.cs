using Npgsql;

namespace TaskSync.Postgres.Server;

/// <summary>
/// What has to hold of a server before anything is acknowledged on its word: what it confirms survives a power cut.
/// </summary>
internal static class Promises
{
    /// <summary>PostgreSQL 13: older ones are no longer mended by their makers.</summary>
    private const int OldestVersion = 130_000;

    private static readonly string[] MustBeOn = ["fsync", "full_page_writes"];

    /// <exception cref="PostgresStartException">The server could lose what it confirmed.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        string version = await ShowAsync(connection, "server_version_num", cancel);
        if (int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) < OldestVersion)
        {
            throw new PostgresStartException($"TaskSync needs PostgreSQL 13 or newer; this one is {connection.ServerVersion}.");
        }
        foreach (string setting in MustBeOn)
        {
            if (await ShowAsync(connection, setting, cancel) == "off") throw Broken(setting);
        }
        // All its other values wait at least for the server's own disk.
        if (await ShowAsync(connection, "synchronous_commit", cancel) == "off") throw Broken("synchronous_commit");
    }

    private static PostgresStartException Broken(string setting) => new(
        $"PostgreSQL runs with {setting} = off: it may lose what it confirmed, and TaskSync would lose accepted tasks. "
        + $"Set {setting} = on in postgresql.conf (or with ALTER SYSTEM, DATABASE or ROLE), reload, and start again.");

    private static async Task<string> ShowAsync(NpgsqlConnection connection, string setting, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT current_setting($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = setting });
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
