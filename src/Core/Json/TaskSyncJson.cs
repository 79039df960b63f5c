using System.Text.Json;
using System.Text.Json.Serialization;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Core;

/// <summary>
/// The one way in which TaskSync writes JSON, on the wire and on disk: snake_case, enums as words, nothing for null. Generated at
/// compile time, because reflection costs the start-up its first hundred milliseconds.
/// </summary>
/// <remarks>
/// The generated code ignores the initializers of <c>init</c> properties: what is absent arrives as <c>default</c>. So a list or a text
/// turns null into empty where it is set, and a number or a flag whose default is not zero is <see cref="JsonRequiredAttribute"/>.
/// A test takes every field away in turn.
/// </remarks>
public static class TaskSyncJson
{
    /// <summary>The options, for whoever serialises by type.</summary>
    public static JsonSerializerOptions Options => TaskSyncJsonContext.Default.Options;
}

/// <summary>Every shape that travels or is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(TaskSnapshot))]
[JsonSerializable(typeof(TaskSpec))]
[JsonSerializable(typeof(SessionSnapshot))]
[JsonSerializable(typeof(AgentSnapshot))]
[JsonSerializable(typeof(SyncRequest))]
[JsonSerializable(typeof(SyncAnswer))]
[JsonSerializable(typeof(WorkSignal))]
[JsonSerializable(typeof(EnrollRequest))]
[JsonSerializable(typeof(EnrollAnswer))]
[JsonSerializable(typeof(AttemptReport))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(AnswerRequest))]
[JsonSerializable(typeof(SessionPatch))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(DrainRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(InviteView))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskSummary))]
[JsonSerializable(typeof(SessionSummary))]
[JsonSerializable(typeof(AgentSummary))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(AgentPage))]
[JsonSerializable(typeof(Removal))]
[JsonSerializable(typeof(Beat))]
[JsonSerializable(typeof(FeedReset))]
[JsonSerializable(typeof(OutputHint))]
[JsonSerializable(typeof(StepPage))]
public sealed partial class TaskSyncJsonContext : JsonSerializerContext;
