using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Catalog.Agents;

/// <summary>Stores an agent's record. When it was last heard stands beside it and stays.</summary>
internal sealed class AgentWrite : Write<string>
{
    private const string Upsert = """
        INSERT INTO agents (agent_id, name, presence, version, change, doc) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (agent_id) DO UPDATE SET
            name = excluded.name, presence = excluded.presence, version = excluded.version, change = excluded.change,
            doc = excluded.doc
        """;

    private readonly AgentSnapshot _agent;
    private readonly long _expected;
    private readonly FeedHead _head;
    private readonly byte[] _doc;

    /// <param name="agent">The record.</param>
    /// <param name="expected">The version that was read; null if there must be no such record yet.</param>
    /// <param name="head">Numbers the change.</param>
    public AgentWrite(AgentSnapshot agent, long? expected, FeedHead head) : base(WriteKind.Agent)
    {
        Versions.Rise(agent.Id.Value, expected, agent.Version);
        (_agent, _expected, _head) = (agent, expected ?? 0, head);
        _doc = JsonSerializer.SerializeToUtf8Bytes(agent, TaskSyncJsonContext.Default.AgentSnapshot);
    }

    public override int Bytes => _doc.Length;

    protected override string Apply(Database database)
    {
        using (Statement stored = database.Use("SELECT version FROM agents WHERE agent_id = ?").With(_agent.Id.Value))
        {
            Versions.Match(_agent.Id.Value, stored.Step() ? stored.Int64(0) : 0, _expected);
        }
        database.Use(Upsert).With(_agent.Id.Value).With(_agent.Name).With(Words.Of(_agent.Presence))
            .With(_agent.Version).With(_head.Next()).WithText(_doc).Run();
        if (_expected == 0) Tombstones.Lift(database, _agent.Id.Value);
        return Versions.Text(_agent.Version);
    }
}
