namespace TaskSync.Agent.Folder;

/// <summary>What is where in an agent's folder.</summary>
internal sealed record AgentPaths(string Folder)
{
    public string Config => Path.Combine(Folder, "agent.json");

    public string Credential => Path.Combine(Folder, "credential");

    public string Identity => Path.Combine(Folder, "identity.json");

    public string Lock => Path.Combine(Folder, "lock");

    public string Attempts => Path.Combine(Folder, "attempts");

    public string Kept => Path.Combine(Folder, "kept");

    public string Remembered => Path.Combine(Folder, "remembered");
}
