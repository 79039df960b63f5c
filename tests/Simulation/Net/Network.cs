using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Net;

/// <summary>
/// Between clients and the server: a request may be lost, late, overtaken or heard twice, and its answer lost or late. An answer
/// belongs to its request, as in HTTP: what comes after the client gave up goes nowhere.
/// </summary>
internal sealed class Network(World world, SimServer server, Statistics statistics)
{
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);

    /// <summary>How bad it is; may be turned off for good.</summary>
    public Chaos Chaos { get; set; } = Chaos.None;

    public void Cut(string client) => _cut.Add(client);

    public void Mend(string client) => _cut.Remove(client);

    public void MendAll() => _cut.Clear();

    /// <summary>Asks the server.</summary>
    /// <param name="from">The client, by the name that a partition knows it by.</param>
    /// <param name="client">Its process; an answer to one that is gone is lost.</param>
    /// <param name="serve">What the server does, started there.</param>
    /// <exception cref="IOException">The server refused the connection or failed. Whether it did anything is unknown.</exception>
    public Task<T> AskAsync<T>(string from, Host client, Func<Task<T>> serve)
    {
        var answer = new TaskCompletionSource<T>();
        if (!IsLost(from, "request_lost"))
        {
            world.After(Latency(), () => Arrive(from, client, serve, answer));
            if (world.Dice.Chance(Chaos.Duplicate))
            {
                statistics.Count("request_duplicated");
                world.After(Latency() + world.Dice.Skewed(0, 60), () => Arrive(from, client, serve, answer));
            }
        }
        return answer.Task;
    }

    private void Arrive<T>(string from, Host client, Func<Task<T>> serve, TaskCompletionSource<T> answer)
    {
        if (!server.IsUp)
        {
            Answer(from, client, () => answer.TrySetException(new IOException("Connection refused.")));
            return;
        }
        server.Serve(async () =>
        {
            try
            {
                T said = await serve();
                Answer(from, client, () => answer.TrySetResult(said));
            }
            catch (Exception failure)
            {
                // The server's edge turns whatever goes wrong into an answer.
                world.Log($"server: a request of {from} failed: {failure.GetType().Name}: {failure.Message}");
                Answer(from, client, () => answer.TrySetException(new IOException(failure.Message)));
            }
        });
    }

    private void Answer(string from, Host client, Action deliver)
    {
        if (IsLost(from, "answer_lost")) return;
        world.After(Latency(), () =>
        {
            if (!client.IsGone) client.After(TimeSpan.Zero, deliver);
        });
    }

    private bool IsLost(string from, string what)
    {
        bool lost = _cut.Contains(from) || world.Dice.Chance(Chaos.Drop);
        if (lost) statistics.Count(what);
        return lost;
    }

    private TimeSpan Latency() => world.Dice.Skewed(0.0005, Chaos.LatencyTo);
}
