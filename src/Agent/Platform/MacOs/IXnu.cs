namespace TaskSync.Agent.Platform.MacOs;

/// <summary>
/// The few answers of macOS's kernel that the agent needs, as the bytes that Apple's headers describe:
/// reading them is tested on any machine.
/// </summary>
internal interface IXnu
{
    /// <summary><c>sysctl kern.bootsessionuuid</c>: another one after each boot.</summary>
    string BootSession();

    /// <summary><c>sysctl kern.proc.all</c>: a <c>kinfo_proc</c> for each process.</summary>
    byte[] AllProcesses();

    /// <summary><c>sysctl kern.proc.pid</c>: its <c>kinfo_proc</c>, or nothing.</summary>
    byte[] OneProcess(int pid);

    /// <summary><c>sysctl kern.procargs2</c>; null if the process is gone or somebody else's.</summary>
    byte[]? Arguments(int pid);

    /// <summary><c>getsid</c>; null if there is no such process.</summary>
    int? SessionOf(int pid);

    /// <summary>
    /// How long ago the process started by the clock that stands still with the machine and that nobody sets;
    /// null if it is gone.
    /// </summary>
    TimeSpan? Age(int pid);
}
