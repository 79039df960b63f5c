using Orleans;

namespace TaskSync.Engine.Contract.Grains;

/// <summary>A grain that keeps one text on disk.</summary>
public interface ICellGrain : IGrainWithStringKey
{
    Task<string> Get();

    Task<bool> IsStored();

    Task Set(string text);

    Task Clear();

    Task ReadAgain();

    /// <summary>Changes the text in memory only.</summary>
    Task SetUnsaved(string text);

    /// <summary>The types of the exception, and of its cause, that a write throws inside the grain.</summary>
    Task<string> SetAndDescribeError(string text);

    /// <summary>Has another cell set, and lets its exception pass.</summary>
    Task SetOther(string otherKey, string text);

    /// <summary>Whether state can be touched from outside the grain's turns.</summary>
    Task<bool> CanTouchStateElsewhere();
}
