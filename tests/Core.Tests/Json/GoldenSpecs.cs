using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TaskSync.Core.Tests.Json;

/// <summary>What is stored and sent keeps its shape: a changed file here is a changed contract.</summary>
public class GoldenSpecs
{
    /// <summary>What people and programs send us: a field that we don't know is a mistake of theirs, and is named.</summary>
    private static readonly HashSet<Type> Requests =
    [
        typeof(SubmitRequest), typeof(CancelRequest), typeof(AnswerRequest), typeof(SessionPatch), typeof(MoveRequest), typeof(DrainRequest),
        typeof(LoginRequest), typeof(EnrollRequest), typeof(SyncRequest), typeof(AttemptReport),
    ];

    public static TheoryData<string> Every => [.. Samples.All.Select(golden => golden.ToString())];

    [Fact]
    public void Every_shape_has_a_file() =>
        Assert.Equal(Golden.Shapes.Select(type => type.Name).Order(), Samples.All.Select(golden => golden.ToString()).Order());

    [Theory]
    [MemberData(nameof(Every))]
    public void What_is_written_is_the_file(string shape)
    {
        Golden golden = Find(shape);
        Assert.True(File.Exists(golden.Path), $"{golden.Path} is missing; it should hold:\n{golden.Written()}");
        Assert.True(JsonNode.DeepEquals(golden.File(), golden.Written()), $"{golden.Path} should hold:\n{golden.Written()}");
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void What_is_read_is_what_was_written(string shape) =>
        Assert.Equivalent(Find(shape).Sample, Find(shape).Read(Find(shape).File()), strict: true);

    [Theory]
    [MemberData(nameof(Every))]
    public void A_file_has_every_field(string shape) => AssertComplete(Find(shape).Info, Find(shape).Written());

    [Theory]
    [MemberData(nameof(Every))]
    public void A_field_that_is_absent_is_its_default_or_is_missed(string shape)
    {
        Golden golden = Find(shape);
        object initial = Activator.CreateInstance(golden.Type)!;
        foreach (JsonPropertyInfo field in golden.Info.Properties.Where(IsWritten))
        {
            JsonObject without = golden.File();
            without.Remove(field.Name);
            if (field.IsRequired) Assert.Throws<JsonException>(() => golden.Read(without));
            else Assert.Equivalent(field.Get!(initial), field.Get!(golden.Read(without)), strict: true);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void An_unknown_field_is_refused_in_what_is_asked_and_tolerated_in_what_is_stored(string shape)
    {
        Golden golden = Find(shape);
        JsonObject more = golden.File();
        more["surprise"] = 1;
        if (!Requests.Contains(golden.Type)) Assert.Equivalent(golden.Sample, golden.Read(more), strict: true);
        else Assert.Contains("surprise", Assert.Throws<JsonException>(() => golden.Read(more)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_agent_offers_may_be_newer_than_we_are_because_it_is_stored()
    {
        Golden agent = Find(nameof(AgentSnapshot));
        JsonObject newer = agent.File();
        newer["offer"]!["surprise"] = 1;

        Assert.Equivalent(agent.Sample, agent.Read(newer), strict: true);
    }

    [Theory]
    [InlineData("""{"task_id":"s_00000000000000000000000000","attempt":1,"seq":1,"kind":"started","at":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"task_id":"t_00000000000000000000000000","attempt":1,"seq":1,"kind":2,"at":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"task_id":"t_00000000000000000000000000","attempt":1,"seq":1,"kind":"exploded","at":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"task_id":7,"attempt":1,"seq":1,"kind":"started","at":"2030-01-01T00:00:00Z"}""")]
    public void An_id_of_another_type_a_number_or_an_unknown_word_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AttemptReport>(json, TaskSyncJson.Options));

    private static Golden Find(string shape) => Samples.All.Single(golden => golden.ToString() == shape);

    private static bool IsWritten(JsonPropertyInfo field) => field.Get is not null;

    private static void AssertComplete(JsonTypeInfo info, JsonNode json)
    {
        if (info.Kind == JsonTypeInfoKind.Enumerable && json is JsonArray { Count: > 0 } array)
        {
            AssertComplete(TaskSyncJson.Options.GetTypeInfo(info.ElementType!), array[0]!);
        }
        if (info.Kind != JsonTypeInfoKind.Object) return;
        foreach (JsonPropertyInfo field in info.Properties.Where(IsWritten))
        {
            Assert.True(json[field.Name] is not null, $"{info.Type.Name} of the sample has no {field.Name}.");
            AssertComplete(TaskSyncJson.Options.GetTypeInfo(field.PropertyType), json[field.Name]!);
        }
    }
}
