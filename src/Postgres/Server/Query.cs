using Npgsql;

namespace TaskSync.Postgres.Server;

/// <summary>A statement and its values, <c>$1</c> and on.</summary>
internal readonly record struct Query(string Sql, params object?[] Values)
{
    public NpgsqlBatchCommand ToBatchCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (object? value in Values)
        {
            // A value whose type is not what it looks like comes as a parameter.
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
        return command;
    }
}
