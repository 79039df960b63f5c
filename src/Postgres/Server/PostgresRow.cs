using System.Text;
using Npgsql;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Server;

/// <summary>The row that a reader stands on.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : IRow
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Int64(int column) => reader.GetInt64(column);

    public double Double(int column) => reader.GetDouble(column);

    public bool Bool(int column) => reader.GetBoolean(column);

    public string Text(int column) => reader.GetString(column);

    public ReadOnlySpan<byte> Bytes(int column) => Encoding.UTF8.GetBytes(reader.GetString(column));

    /// <summary>What <c>tasksync_write</c> returns.</summary>
    public long?[] Outcomes(int column) => reader.GetFieldValue<long?[]>(column);

    public byte[] Blob(int column) => reader.GetFieldValue<byte[]>(column);

    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instants.FromColumn(Int64(column));

    public T Word<T>(int column) where T : struct, Enum => StoredWords.Parse<T>(Bytes(column));
}
