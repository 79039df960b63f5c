namespace TaskSync.Agent.Brain;

/// <summary>Who speaks in a sync.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="MachineId">The machine that its folder belongs to.</param>
/// <param name="Instance">Counts the starts of the folder; on disk before it is used.</param>
/// <param name="Nonce">Random, new at each start.</param>
/// <param name="BootId">The boot of the machine.</param>
public sealed record AgentIdentity(AgentId AgentId, string MachineId, long Instance, string Nonce, string BootId);
