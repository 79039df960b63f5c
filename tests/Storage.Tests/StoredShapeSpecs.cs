using System.Text.Json;
using System.Text.Json.Nodes;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

/// <summary>
/// What lies on users' disks. A golden file is never edited: a shape that changes gets a new one, and the old one
/// must still be read.
/// </summary>
public sealed class StoredShapeSpecs
{
    private static readonly TaskSnapshot Ended = Work
        .Queued(spec: new()
        {
            Kind = TaskKind.Claude, Prompt = "Fix it", Agent = Work.Agent("a"), Labels = ["gpu"], Cwd = "/work/app",
            Env = new Dictionary<string, string> { ["CI"] = "1" }, Model = "m", Tier = "heavy", Title = "Fix it",
        })
        .Offered("a").Started().Cancelled(force: true).Ended(exitCode: 1);

    private static readonly SessionSnapshot Session = new()
    {
        Id = Work.Session("one"), Version = 4, Title = "Mine", ArchivedAt = Work.Start, MovedTo = Work.Agent("b"), ContinuedPast = 2,
    };

    private static readonly AgentSnapshot Agent = new()
    {
        Id = Work.Agent("a"), Name = "laptop", Version = 3, Presence = Presence.Lost, MachineId = "m1", Instance = 7, Nonce = "n",
        Offer = new AgentOffer
        {
            Slots = 3, Kinds = [TaskKind.Command, TaskKind.Claude], Labels = ["gpu"], Roots = ["/work"], Version = "0.1.0", Platform = "linux-x64",
        },
        DrainRequested = true, DuplicateSeenAt = Work.Start, EnrolledAt = Work.Start,
    };

    [Fact]
    public async Task A_tasks_document_is_the_golden_one()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Ended, etag: null);

        Same("task.1.json", await open.AskTextAsync("SELECT doc FROM tasks"));
        Same("spec.1.json", await open.AskTextAsync("SELECT spec FROM task_specs"));
    }

    [Fact]
    public async Task A_sessions_and_an_agents_document_are_the_golden_ones()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteSessionAsync(Session, etag: null);
        await open.States.WriteAgentAsync(Agent, etag: null);

        Same("session.1.json", await open.AskTextAsync("SELECT doc FROM sessions"));
        Same("agent.1.json", await open.AskTextAsync("SELECT doc FROM agents"));
    }

    [Fact]
    public void Golden_documents_are_read()
    {
        TaskSpec spec = Read<TaskSpec>("spec.1.json");
        Assert.Equivalent(Ended, Read<TaskSnapshot>("task.1.json") with { Spec = spec }, strict: true);
        Assert.Equal(Session, Read<SessionSnapshot>("session.1.json"));
        Assert.Equivalent(Agent, Read<AgentSnapshot>("agent.1.json"), strict: true);
    }

    private static T Read<T>(string golden) => JsonSerializer.Deserialize<T>(File.ReadAllText(PathOf(golden)), TaskSyncJson.Options)!;

    private static void Same(string golden, string stored)
    {
        JsonNode? expected = JsonNode.Parse(File.ReadAllText(PathOf(golden)));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(stored)), $"{golden} has another shape than what is stored: {stored}");
    }

    private static string PathOf(string golden) => Path.Combine(AppContext.BaseDirectory, "Shapes", golden);
}
