namespace TaskSync.Agent.Processes;

/// <summary>
/// A process as it wrote itself down: together with the nonce in its environment, what tells it from every
/// other.
/// </summary>
/// <param name="Pid">Its id, which others may have had and will have.</param>
/// <param name="StartTime">
/// When it started, in clock ticks since the boot; on macOS, where a process can't see that for itself, when it wrote the record,
/// in seconds since 1970.
/// </param>
/// <param name="BootId">The boot that it belongs to.</param>
/// <param name="NotBefore">Only on macOS: the second in which it can have started at the earliest.</param>
internal sealed record ProcessRecord(int Pid, long StartTime, string BootId, long? NotBefore = null);

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
