using System.Security.Cryptography;
using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Turns;

/// <summary>
/// What is said to a command while it runs. The agent writes files and calls their names; the supervisor's feeder, which
/// outlives the agent, hands each to the command once and leaves a mark. So no pipe of the agent's is ever held, and what was
/// said is known after any restart.
/// </summary>
internal sealed class Talk(AttemptFolder folder)
{
    private const string Close = "close";

    /// <summary>Makes the pipes, before anything of the attempt runs.</summary>
    public void Open()
    {
        LibC.MakePipe(folder.Pipe);
        LibC.MakePipe(folder.Calls);
    }

    /// <summary>Says a line in answer to a request. Saying it again changes nothing.</summary>
    public void Answer(string requestId, string line)
    {
        string name = NameOf(requestId);
        string path = Path.Combine(folder.Path, name);
        if (!File.Exists(path)) DurableFile.Replace(path, Encoding.UTF8.GetBytes(line + "\n"));
        Call(name);
    }

    /// <summary>Whether the command has it.</summary>
    public bool IsAnswered(string requestId) => File.Exists(Path.Combine(folder.Path, NameOf(requestId)) + ".said");

    /// <summary>Nothing more will be said: the command reads the end.</summary>
    public void End() => Call(Close);

    /// <summary>A name is far shorter than what a pipe takes at once. Without a feeder nobody is left to be told anything.</summary>
    private void Call(string name)
    {
        if (File.Exists(folder.Calls)) LibC.TryWriteToPipe(folder.Calls, Encoding.ASCII.GetBytes(name + "\n"));
    }

    /// <summary>The id is the command's own choice, so it is no name of a file.</summary>
    private static string NameOf(string requestId) =>
        $"answer.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)))[..32]}";
}
