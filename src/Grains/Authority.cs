namespace TaskSync.Grains;

/// <summary>
/// The stored record of a grain, and the rule that nothing is known before it is on disk: <see cref="Committed"/> is what was
/// read or written last, never what somebody hopes to write. After any storage error nothing more is answered from memory; the
/// activation is thrown away and the next one reads again, because a write that failed may have landed.
/// </summary>
internal sealed class Authority<T>(IPersistentState<T> storage, Action deactivate)
    where T : class, new()
{
    private bool _poisoned;

    /// <summary>The record; null where there is none.</summary>
    /// <exception cref="OrleansException">A storage error came before.</exception>
    public T? Committed
    {
        get
        {
            if (_poisoned) throw new OrleansException("A storage error came before; ask again, and it will be read anew.");
            return storage.RecordExists ? field ?? storage.State : null;
        }
        private set;
    }

    /// <summary>Stores the record, and only then makes it known.</summary>
    public async Task Save(T next)
    {
        // While the next one is on its way the storage holds it already, and calls that interleave must not see it.
        T? before = Committed;
        Committed = before;
        try
        {
            storage.State = next;
            await storage.WriteStateAsync();
            Committed = next;
        }
        catch
        {
            _poisoned = true;
            deactivate();
            throw;
        }
    }
}
