namespace TaskSync.Cli.Tests.Services;

/// <summary>A test that asks systemd what it makes of a unit. It need not run here.</summary>
internal sealed class AnalyzedFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/systemd-analyze";

    public AnalyzedFactAttribute()
    {
        if (!File.Exists(Program)) Skip = "There is no systemd-analyze on this machine.";
    }
}
