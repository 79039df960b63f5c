using System.CommandLine;
using TaskSync.Agent;
using TaskSync.Agent.Doctor;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync agent doctor</c>: says what is wrong with this machine as an agent's.</summary>
internal static class DoctorCommand
{
    public static Command Create(Frame frame)
    {
        Option<string?> folder = Options.Text("--folder", "DIR", "The agent's folder; else agent in the data folder");
        return frame.Run(new Command("doctor", "Say what is wrong with this machine") { folder }, call => RunAsync(call, folder));
    }

    private static async Task<int> RunAsync(Invocation call, Option<string?> folder)
    {
        AgentSettings settings = new()
        {
            Folder = Path.GetFullPath(call.Get(folder) ?? call.Folder.Agent),
            Servers = [.. call.NamedServers()],
            Time = call.World.Time,
        };
        bool isBad = false;
        await foreach (Finding finding in AgentDoctor.ExamineAsync(settings, call.Cancel))
        {
            isBad |= finding.Level == FindingLevel.Bad;
            await call.Out.WriteLineAsync($"{Mark(finding.Level)} {finding.About,-12} {finding.Sentence}");
        }
        return isBad ? ExitCodes.Failed : ExitCodes.Done;
    }

    /// <summary>A word, because colours get lost.</summary>
    private static string Mark(FindingLevel level) => level switch
    {
        FindingLevel.Good => "good ",
        FindingLevel.Doubtful => "look ",
        _ => "BAD  ",
    };
}
