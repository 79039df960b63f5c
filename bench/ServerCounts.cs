using System.Net.Sockets;
using System.Text.Json;

namespace TaskSync.Bench;

/// <summary>
/// What a server did and used. Unlike times, it hardly depends on what else the machine is busy with.
/// </summary>
/// <param name="Commits">Physical transactions: each is one sync of the disk.</param>
/// <param name="GrainWrites">Stored writes of grains, many of which share a commit.</param>
/// <param name="CpuMicroseconds">Processor time in user and kernel mode.</param>
/// <param name="AllocatedBytes">Managed memory that was allocated.</param>
internal sealed record ServerCounts(
    double Commits, double GrainWrites, double CpuMicroseconds, double AllocatedBytes)
{
    /// <summary>Asks a server that was started with a <see cref="ServerCounter"/>.</summary>
    public static async Task<ServerCounts> ReadAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var client = new NetworkStream(socket);
        return await JsonSerializer.DeserializeAsync<ServerCounts>(client)
            ?? throw new JsonException("The counts are null.");
    }

    /// <summary>The share of each of so many tasks in what was done since an earlier count.</summary>
    public ServerCounts PerTask(ServerCounts before, int tasks) => new(
        (Commits - before.Commits) / tasks, (GrainWrites - before.GrainWrites) / tasks,
        (CpuMicroseconds - before.CpuMicroseconds) / tasks, (AllocatedBytes - before.AllocatedBytes) / tasks);
}
