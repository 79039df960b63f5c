using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>Why a command was refused.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Refusal>))]
public enum Refusal
{
    /// <summary>Not a refusal.</summary>
    None,

    /// <summary>There is no such task.</summary>
    NoSuchTask,

    /// <summary>The id is taken by a task made from another request.</summary>
    KeyReused,

    /// <summary>The task is over.</summary>
    Terminal,

    /// <summary>It is not waiting to be offered.</summary>
    NotOfferable,

    /// <summary>It waits for a person.</summary>
    OnHold,

    /// <summary>It does not ask that, or was answered before.</summary>
    NotAsked,

    /// <summary>The attempt is closed, or belongs to another agent: its process has to stop.</summary>
    Fenced,
}

/// <summary>What a command comes to.</summary>
public abstract record TaskDecision
{
    private TaskDecision() { }

    /// <summary>The task changes: <paramref name="Next"/> has to be stored before anybody hears of it.</summary>
    public sealed record Moved(TaskSnapshot Next) : TaskDecision;

    /// <summary>Nothing changes, and that is as it should be: it was said before, or no longer matters.</summary>
    public sealed record Ignored(string Why) : TaskDecision;

    /// <summary>Nothing changes, and whoever asked has to know why.</summary>
    public sealed record Refused(Refusal Code, string Why) : TaskDecision;
}
