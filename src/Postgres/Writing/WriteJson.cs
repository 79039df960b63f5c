using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Storage;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Catalog.Tasks;

namespace TaskSync.Postgres.Writing;

/// <summary>Writes as the database takes them: readable columns, and beside them the document as text.</summary>
internal static class WriteJson
{
    /// <summary>Different words of one task that are found: as many as its searched texts can have of four letters.</summary>
    private const int MostWords = 8 * 1024;

    private static readonly JsonWriterOptions Short = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CatalogWrite Task(TaskSnapshot task, long? expected)
    {
        Versions.Rise(task.Id.Value, expected, task.Version);
        return Write(WriteKind.Task, "task", task.Id.Value, expected, json =>
        {
            json.WritePropertyName("row");
            JsonSerializer.Serialize(json, Storable(TaskRow.Of(task)), RowJson.Default.TaskRow);
            Document(json, "doc", task, TaskSyncJsonContext.Default.TaskSnapshot);
            if (expected is null) Document(json, "spec", task.Spec, TaskSyncJsonContext.Default.TaskSpec);
            // What it is found by is known at first, and once more with its result.
            if (expected is null || task.Result is not null) WriteWords(json, TaskTexts.Of(task));
            json.WriteNumber("activity", Instants.ToColumn(TaskRow.ActivityOf(task)));
            json.WriteString("folder", Storable(TaskRow.FolderOf(task)));
        });
    }

    public static CatalogWrite Session(SessionSnapshot session, long? expected)
    {
        Versions.Rise(session.Id.Value, expected, session.Version);
        var row = new SessionRow(session.Id.Value, Storable(session.Title), Instants.ToColumn(session.ArchivedAt),
            session.MovedTo?.Value, session.ContinuedPast, session.Version);
        return Write(WriteKind.Session, "session", session.Id.Value, expected, json =>
        {
            json.WritePropertyName("row");
            JsonSerializer.Serialize(json, row, RowJson.Default.SessionRow);
            Document(json, "doc", session, TaskSyncJsonContext.Default.SessionSnapshot);
        });
    }

    public static CatalogWrite Agent(AgentSnapshot agent, long? expected)
    {
        Versions.Rise(agent.Id.Value, expected, agent.Version);
        var row = new AgentRow(agent.Id.Value, Storable(agent.Name)!, Words.Of(agent.Presence), agent.Version);
        return Write(WriteKind.Agent, "agent", agent.Id.Value, expected, json =>
        {
            json.WritePropertyName("row");
            JsonSerializer.Serialize(json, row, RowJson.Default.AgentRow);
            Document(json, "doc", agent, TaskSyncJsonContext.Default.AgentSnapshot);
        });
    }

    public static CatalogWrite Removal(WriteKind kind, string id, long? expected) =>
        Write(kind, $"remove_{kind.ToString().ToLowerInvariant()}", id, expected, _ => { });

    private static CatalogWrite Write(WriteKind kind, string word, string id, long? expected, Action<Utf8JsonWriter> rest)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Short))
        {
            json.WriteStartObject();
            json.WriteString("kind", word);
            json.WriteString("id", id);
            json.WriteNumber("expected", expected ?? 0);
            rest(json);
            json.WriteEndObject();
        }
        return new(kind, id, expected ?? 0, bytes.WrittenMemory);
    }

    private static void WriteWords(Utf8JsonWriter json, TaskTexts texts)
    {
        json.WriteStartArray("words");
        foreach (string word in SearchWords.Of($"{texts.Title}\n{texts.Asked}\n{texts.Answer}", MostWords))
        {
            json.WriteStringValue(word);
        }
        json.WriteEndArray();
    }

    /// <summary>As text within the JSON: what is stored is byte for byte what was serialised.</summary>
    private static void Document<T>(Utf8JsonWriter json, string name, T document, JsonTypeInfo<T> type) =>
        json.WriteString(name, JsonSerializer.SerializeToUtf8Bytes(document, type));

    /// <summary>
    /// PostgreSQL's texts can't hold a NUL. The document keeps it, escaped; the columns show that something was there.
    /// </summary>
    private static string? Storable(string? text) => text?.Replace('\0', '\uFFFD');

    private static TaskRow Storable(TaskRow row) => row with
    {
        Title = Storable(row.Title)!, Message = Storable(row.Message), Cwd = Storable(row.Cwd),
        ResultLine = Storable(row.ResultLine),
        Labels = row.Labels is { } labels ? [.. labels.Select(label => Storable(label)!)] : null,
    };
}

/// <summary>The columns of a session that people decide about.</summary>
internal sealed record SessionRow(
    string SessionId, string? Title, long? ArchivedAt, string? MovedTo, long ContinuedPast, long DocVersion);

/// <summary>The columns of an agent.</summary>
internal sealed record AgentRow(string AgentId, string Name, string Presence, long Version);

/// <summary>Rows in the names of their columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TaskRow))]
[JsonSerializable(typeof(SessionRow))]
[JsonSerializable(typeof(AgentRow))]
internal sealed partial class RowJson : JsonSerializerContext;
