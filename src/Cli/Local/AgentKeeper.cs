using TaskSync.Agent;

namespace TaskSync.Cli.Local;

/// <summary>What the keeper needs to know of an agent.</summary>
/// <param name="PrepareAsync">Makes its folder ready; the message of its exception is for people.</param>
/// <param name="Command">The program and arguments that run it.</param>
/// <param name="PidFile">Where its process is written down.</param>
internal sealed record KeptAgent(
    Func<CancellationToken, Task> PrepareAsync, IReadOnlyList<string> Command, string PidFile);

/// <summary>
/// Keeps one local agent running: starts it, starts it again when it dies, ends it when told to. What the
/// agent runs goes on meanwhile; each next agent takes it up.
/// </summary>
internal sealed class AgentKeeper(KeptAgent agent, Action<string> say, TimeProvider time)
{
    /// <summary>How often to see whether an agent that is not ours has left the folder.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    /// <summary>How long an earlier agent may take to leave.</summary>
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LeaveLook = TimeSpan.FromMilliseconds(50);

    private readonly Restarts restarts = new();
    private readonly Lock saying = new();
    private string lastWords = "";

    /// <summary>Runs until told to stop, and ends when the agent has left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await RelieveEarlierAsync(stop);
            while (true)
            {
                long begun = time.GetTimestamp();
                int? code = await RunOnceAsync(stop);
                stop.ThrowIfCancellationRequested();
                await Task.Delay(PauseAfter(code, time.GetElapsedTime(begun)), time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // This is how the keeper is told to end; the agent has left already.
        }
    }

    /// <summary>
    /// An agent outlives a server that was killed. It is asked to leave, so that the one that follows is of
    /// this version, knows this address and ends with this server.
    /// </summary>
    private async Task RelieveEarlierAsync(CancellationToken stop)
    {
        if (!File.Exists(agent.PidFile)) return;
        ProcessMark? earlier = ProcessMark.Parse(await File.ReadAllTextAsync(agent.PidFile, stop));
        earlier?.Terminate();
        long begun = time.GetTimestamp();
        while (earlier is { Lives: true } && time.GetElapsedTime(begun) < LeaveLimit)
        {
            await Task.Delay(LeaveLook, time, stop);
        }
    }

    /// <returns>The exit code; null if it could not be started.</returns>
    private async Task<int?> RunOnceAsync(CancellationToken stop)
    {
        try
        {
            await agent.PrepareAsync(stop);
            using AgentProcess process = AgentProcess.Start(agent.Command, Say, time);
            File.WriteAllText(agent.PidFile, process.Mark?.ToString());
            return await process.RunAsync(stop);
        }
        catch (Exception e)
        {
            // The server is worth running without its agent, whatever keeps the agent from starting.
            if (!stop.IsCancellationRequested) Say($"The local agent can't start: {e.Message}");
            return null;
        }
    }

    private TimeSpan PauseAfter(int? code, TimeSpan lived)
    {
        if (code == (int)AgentExit.FolderInUse) return LookAgain;
        if (NeedsAPerson(code)) return Restarts.Longest;
        if (code is not null) Say($"The local agent ended with exit code {code}; it is started again.");
        return restarts.After(lived);
    }

    /// <summary>The agent has said what is wrong; it is tried again when somebody may have put it right.</summary>
    private static bool NeedsAPerson(int? code) =>
        (AgentExit?)code is AgentExit.DuplicateIdentity or AgentExit.Misconfigured or AgentExit.OtherMachine;

    /// <summary>An agent that is tried again and again says the same each time; once is enough.</summary>
    private void Say(string words)
    {
        lock (saying)
        {
            if (words == lastWords) return;
            lastWords = words;
            say(words);
        }
    }
}
