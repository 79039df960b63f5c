using TaskSync.Agent;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains;
using TaskSync.Simulation.Net;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Agents;

/// <summary>The agent's way to the server: what the HTTP edge does on both sides, without HTTP.</summary>
internal sealed class SimLink(AgentFolder folder, Network network, SimServer server, World world, Host process, SimSetup setup, AgentContacts contacts)
    : IServerLink
{
    /// <summary>How long a call for work is waited for before it is given up.</summary>
    private static readonly TimeSpan WorkPatience = TimeSpan.FromSeconds(10);

    public async Task<SyncAnswer> SyncAsync(SyncRequest request, CancellationToken cancel)
    {
        SyncRequest sent = setup.Mutation.Sent(request);
        SyncReply reply = await AskAsync(() => ServeAsync(sent), AgentLimits.SyncTimeout, cancel);
        if (reply.Answer is { } answer) return Misfit(setup.Mutation.Received(request, answer));
        world.Log($"{folder.Name}: is refused: {reply.Code}");
        throw new LinkException(new(KindOf(reply.Code), reply.Why ?? ""));
    }

    public Task<bool> WaitForWorkAsync(CancellationToken cancel) =>
        AskAsync(() => server.Grains.GetGrain<IAgentGrain>(folder.Id.Value).WaitForWork(), WorkPatience, cancel);

    public Task<long> SendOutputAsync(
        AttemptKey key, OutputStream stream, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel) =>
        throw new NotSupportedException("Simulated processes write nothing.");

    /// <summary>Now and then the agent's configuration has changed under an offer: it gets work of a kind that it cannot do.</summary>
    private SyncAnswer Misfit(SyncAnswer answer) => network.Chaos.Declines == 0 ? answer : answer with
    {
        Orders = [.. answer.Orders.Select(order => order is { Kind: OrderKind.Start, Spec: { } spec } && world.Dice.Chance(network.Chaos.Declines)
            ? order with { Spec = spec with { Kind = TaskKind.Codex } }
            : order)],
    };

    private static LinkFailureKind KindOf(string? code) => code switch
    {
        "duplicate_identity" => LinkFailureKind.DuplicateIdentity,
        "agent_removed" or "no_such_agent" => LinkFailureKind.Unauthorized,
        _ => LinkFailureKind.Refused,
    };

    private async Task<SyncReply> ServeAsync(SyncRequest request)
    {
        long received = server.Process!.GetTimestamp();
        long arrived = world.Now;
        contacts.Arrived(folder.Id, arrived);
        await setup.Mutation.BeforeSync(server, folder.Id, request);
        SyncReply reply = await server.Protocol.SyncAsync(folder.Id, request, received);
        // An answer to a sync that did not know our last one tells the agent something; of the agent it proves nothing.
        if (reply.Answer?.Echo == request.Echo) contacts.Answered(folder.Id, arrived);
        return reply;
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> serve, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await network.AskAsync(folder.Name, process, serve).WaitAsync(patience, process, cancel);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            throw new LinkException(new(LinkFailureKind.Away, failure.Message), failure);
        }
    }
}
