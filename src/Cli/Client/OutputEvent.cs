using System.Buffers.Text;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace TaskSync.Cli.Client;

/// <summary>Which bytes of an output are wanted.</summary>
/// <param name="Only">The attempt that was asked for; null goes from each to the next.</param>
/// <param name="Attempt">The attempt that was read last; 0 if none was.</param>
/// <param name="From">The offset behind what was read of it.</param>
internal readonly record struct OutputPlace(int? Only, int Attempt, long From);

/// <summary>One event of a followed output.</summary>
internal abstract record OutputEvent
{
    /// <summary>Reads an event; null if it is of a kind that a later server may have.</summary>
    /// <exception cref="JsonException">It is not what the server's own description says.</exception>
    public static OutputEvent? Read(SseItem<byte[]> item) => item.EventType switch
    {
        "output" => OutputBytes.Read(item.EventId, item.Data),
        "end" => JsonSerializer.Deserialize(item.Data, ClientJson.Default.OutputEnd),
        _ => null,
    };

    /// <summary>Bytes travel in base64, everything else as it is.</summary>
    public static byte[] Decode(string type, ReadOnlySpan<byte> data)
    {
        if (type != "output") return data.ToArray();
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        if (Base64.DecodeFromUtf8(data, bytes, out _, out int written) != System.Buffers.OperationStatus.Done)
        {
            throw new JsonException("The output came in a form that is no base64.");
        }
        return bytes[..written];
    }
}

/// <summary>Bytes of an attempt, and where they begin.</summary>
internal sealed record OutputBytes(int Attempt, long From, byte[] Bytes) : OutputEvent
{
    /// <summary>The id of an event is <c>attempt:offset</c>, where its bytes end.</summary>
    public static OutputBytes Read(string? id, byte[] bytes)
    {
        if (id?.Split(':') is [string attempt, string end]
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            && offset >= bytes.Length) return new(number, offset - bytes.Length, bytes);
        throw new JsonException($"'{id}' is no place in an output.");
    }
}

/// <summary>There is no more to come.</summary>
/// <param name="Complete">Whether the server has all that was written; false if the agent was lost before it
/// could tell.</param>
internal sealed record OutputEnd(bool Complete) : OutputEvent;
