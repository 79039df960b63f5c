namespace TaskSync.Agent.Processes;

/// <summary>
/// A process as it wrote itself down: together with the nonce in its environment, what tells it from every
/// other.
/// </summary>
/// <param name="Pid">Its id, which others may have had and will have.</param>
/// <param name="StartTime">When it started, in clock ticks since the boot.</param>
/// <param name="BootId">The boot that it belongs to.</param>
internal sealed record ProcessRecord(int Pid, long StartTime, string BootId);

/// <summary>How a supervisor saw its command end.</summary>
internal sealed record ExitRecord
{
    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    /// <summary>The command could not be executed; <c>not_started</c> beside the record says why.</summary>
    public bool NotStarted { get; init; }

    /// <summary>When, by the file's own time.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset At { get; init; }
}
