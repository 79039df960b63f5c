using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Writing;

/// <summary>What a store does once for a whole batch, on the writer's thread.</summary>
internal interface IBatchScope
{
    /// <summary>Writes what belongs to the batch as a whole, within its transaction.</summary>
    void Finish(Database database);

    /// <summary>
    /// The batch is on disk: publish it. Called before its callers are answered, so that they find it published.
    /// </summary>
    void Committed();

    /// <summary>Nothing of the batch is there.</summary>
    void RolledBack();
}
