using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Tests;

/// <summary>A test of what only control groups can do.</summary>
internal sealed class ControlGroupFactAttribute : FactAttribute
{
    public ControlGroupFactAttribute()
    {
        if (Dummy.Flavour.Usual == Dummy.Flavour.MacOs) Skip = "macOS has no control groups.";
        if (ControlGroup.Root is null) Skip = "There is no cgroup v2 here that this user may make groups in.";
    }
}

/// <summary>A test with a process that no signal ends.</summary>
internal sealed class FreezerFactAttribute : FactAttribute
{
    public FreezerFactAttribute()
    {
        if (!Directory.Exists(Freezer.Root) || !LibC.MayWrite(Freezer.Root)) Skip = "There is no freezer (cgroup v1) here to use.";
    }
}

/// <summary>Freezes a process: until it thaws, a signal waits as it does for a process that hangs in the kernel.</summary>
internal sealed class Freezer : IDisposable
{
    public const string Root = "/sys/fs/cgroup/freezer";

    private readonly string _group = Path.Combine(Root, $"tasksync-test-{Guid.NewGuid():n}");

    public Freezer(string pid)
    {
        Directory.CreateDirectory(_group);
        File.WriteAllText(Path.Combine(_group, "tasks"), pid);
        File.WriteAllText(Path.Combine(_group, "freezer.state"), "FROZEN");
    }

    /// <summary>Whether what it froze is gone; what was killed takes a moment to go once it thaws.</summary>
    public bool IsEmpty => File.ReadAllText(Path.Combine(_group, "tasks")).Length == 0;

    public void Thaw() => File.WriteAllText(Path.Combine(_group, "freezer.state"), "THAWED");

    public void Dispose()
    {
        Thaw();
        // A group with processes can't be removed, and saying so would hide what failed before.
        if (IsEmpty) Directory.Delete(_group);
    }
}
