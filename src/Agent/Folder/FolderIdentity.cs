namespace TaskSync.Agent.Folder;

/// <summary>Whose folder it is: <c>identity.json</c>.</summary>
/// <param name="AgentId">The agent, as the server named it.</param>
/// <param name="MachineId">The machine that it was enrolled on.</param>
/// <param name="Instance">Counts the starts; on disk before it is used.</param>
/// <param name="Print">What tells the folder from a copy; null before the first start, and where nothing does.</param>
internal sealed record FolderIdentity(AgentId AgentId, string MachineId, long Instance, FolderPrint? Print = null);
