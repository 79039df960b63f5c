using System.Runtime.CompilerServices;
using TaskSync.Agent.Folder;

namespace TaskSync.Agent.Doctor;

/// <summary>
/// Says what is wrong with a machine, a folder and the way to the server. It changes nothing, and an agent may run meanwhile.
/// </summary>
public static class AgentDoctor
{
    /// <summary>Looks at one thing after the other; what depends on something that is not there is left out.</summary>
    public static async IAsyncEnumerable<Finding> ExamineAsync(
        AgentSettings settings, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (Finding finding in MachineChecks.RunAsync(settings.Platform, settings.Time)) yield return finding;
        var folder = new AgentFolder(settings.Folder);
        AgentConfig? config = TryRead(folder, out Finding read);
        yield return read;
        if (config is null) yield break;
        config = config.At(settings.Servers);

        foreach (Finding finding in FolderChecks.Run(folder, config, settings.Time)) yield return finding;
        foreach (Finding finding in RootChecks.Run(config)) yield return finding;
        await foreach (Finding finding in ProgramChecks.RunAsync(config, settings.Time, cancel)) yield return finding;
        foreach (Uri server in config.Servers)
        {
            await foreach (Finding finding in ServerChecks.RunAsync(folder, server, settings.Time, cancel)) yield return finding;
        }
    }

    private static AgentConfig? TryRead(AgentFolder folder, out Finding finding)
    {
        try
        {
            AgentConfig config = folder.ReadConfig();
            finding = Finding.Good("agent.json", $"{folder.Paths.Config} is understood: {config.Name}, {config.Slots} slots.");
            return config;
        }
        catch (Exception e) when (e is CannotRunException or IOException or UnauthorizedAccessException)
        {
            finding = Finding.Bad("agent.json", e.Message);
            return null;
        }
    }
}
