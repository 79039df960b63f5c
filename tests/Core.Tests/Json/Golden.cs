using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TaskSync.Core.Tests.Json;

/// <summary>One golden file: a shape as it stands on disk or on the wire, with every field.</summary>
internal sealed record Golden(object Sample)
{
    public Type Type => Sample.GetType();

    public string Path => Repository.PathOf("tests", "Core.Tests", "Golden", $"{Type.Name}.json");

    /// <summary>Every type that the serialiser knows by name.</summary>
    public static IEnumerable<Type> Shapes => typeof(TaskSyncJsonContext).GetCustomAttributesData()
        .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
        .Select(data => (Type)data.ConstructorArguments[0].Value!);

    public JsonObject File() => JsonNode.Parse(System.IO.File.ReadAllText(Path))!.AsObject();

    public JsonObject Written() => JsonSerializer.SerializeToNode(Sample, Type, TaskSyncJson.Options)!.AsObject();

    public object Read(JsonNode json) => JsonSerializer.Deserialize(json, Type, TaskSyncJson.Options)!;

    public JsonTypeInfo Info => TaskSyncJson.Options.GetTypeInfo(Type);

    public override string ToString() => Type.Name;
}
