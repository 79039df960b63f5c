using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>
/// Where the current attempt is. It is kept beside the state because it outlives it: a task may be over (orphaned, force-cancelled)
/// while its process still runs.
/// </summary>
[JsonConverter(typeof(SnakeCaseEnum<Custody>))]
public enum Custody
{
    /// <summary>No agent was asked to run the current attempt, or the one that was has declined it durably.</summary>
    None,

    /// <summary>An agent was asked, and no sync has listed the attempt yet. It may already run.</summary>
    Offered,

    /// <summary>A sync has listed the attempt, or a report has come.</summary>
    Held,

    /// <summary>The agent reported that the process is gone, or proved that it never was.</summary>
    Gone,

    /// <summary>No agent answers for the attempt any more, and nobody has seen its process gone.</summary>
    Lost,
}

/// <summary>Questions about custody that more than one part asks.</summary>
public static class Custodies
{
    /// <summary>Whether the attempt takes a slot of its agent.</summary>
    public static bool TakesSlot(this Custody custody) => custody is Custody.Offered or Custody.Held;

    /// <summary>Whether a process of the attempt may still run, as far as anybody has proven.</summary>
    public static bool IsUnproven(this Custody custody) =>
        custody is Custody.Offered or Custody.Held or Custody.Lost;
}
