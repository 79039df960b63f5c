using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Writing;

/// <summary>A write that is rare enough to be a function.</summary>
internal sealed class FuncWrite<T>(WriteKind kind, Func<Database, T> apply) : Write<T>(kind)
{
    protected override T Apply(Database database) => apply(database);
}
