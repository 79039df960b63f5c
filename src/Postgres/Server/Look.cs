using Npgsql;

namespace TaskSync.Postgres.Server;

/// <summary>The answers to the questions of one batch, in their order.</summary>
internal sealed class Look(NpgsqlDataReader reader, CancellationToken cancel)
{
    private readonly PostgresRow _row = new(reader);

    /// <summary>All rows of the next answer; the SQL bounds them.</summary>
    public async Task<IReadOnlyList<T>> RowsAsync<T>(Func<PostgresRow, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel)) rows.Add(read(_row));
        await reader.NextResultAsync(cancel);
        return rows;
    }

    /// <summary>The one row of the next answer, or the default without one.</summary>
    public async Task<T?> RowAsync<T>(Func<PostgresRow, T> read)
    {
        IReadOnlyList<T> rows = await RowsAsync(read);
        return rows.Count == 0 ? default : rows[0];
    }
}
