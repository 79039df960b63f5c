using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Checks;

/// <summary>What should never have been.</summary>
internal sealed class Violations(World world)
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string rule, string what)
    {
        string line = $"VIOLATION {rule}: {what}";
        if (_all.Contains(line)) return;
        _all.Add(line);
        world.Log(line);
    }
}
