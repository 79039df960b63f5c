namespace TaskSync.Storage;

/// <summary>Faults for tests and simulation: whatever these throw is what the disk would have done.</summary>
public interface ICommitFaults
{
    /// <summary>
    /// Before a batch is committed. If it throws, the batch is rolled back, and all its callers fail.
    /// </summary>
    /// <param name="writes">How many writes the batch has.</param>
    void BeforeCommit(int writes);

    /// <summary>
    /// After a batch was committed. If it throws, all its callers fail although their writes are there.
    /// </summary>
    /// <param name="writes">How many writes the batch has.</param>
    void AfterCommit(int writes);
}
