using System.Text.Json;
using System.Text.Json.Serialization;
using TaskSync.Api.Access;
using TaskSync.Api.Compatibility;
using TaskSync.Api.Output;
using TaskSync.Api.Server;

namespace TaskSync.Api.Problems;

/// <summary>The shapes that only the front door knows; all others are Core's.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(LoginLink))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(BackupView))]
[JsonSerializable(typeof(OutputAck))]
[JsonSerializable(typeof(OutputEnd))]
[JsonSerializable(typeof(GrainsView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(OldSubmit))]
[JsonSerializable(typeof(OldAccepted))]
[JsonSerializable(typeof(OldTask))]
[JsonSerializable(typeof(OldHistory))]
internal sealed partial class ApiJson : JsonSerializerContext;
