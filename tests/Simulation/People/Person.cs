using Orleans;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Grains;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Net;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.People;

/// <summary>
/// Somebody with a client that always sends a key and repeats what was not answered, and who remembers what was acknowledged.
/// </summary>
internal sealed class Person(
    World world, Network network, SimServer server, AuthorityLog log, Violations violations, Statistics statistics)
{
    public const string Name = "person";

    /// <summary>How long an answer is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<TaskId, SubmitCommand> _acknowledged = [];
    private readonly Dictionary<SessionId, long> _continued = [];

    public Host Client { get; } = new(world, Name);

    /// <summary>What the server said that it has.</summary>
    public IReadOnlyDictionary<TaskId, SubmitCommand> Acknowledged => _acknowledged;

    /// <summary>Calls that are not answered yet.</summary>
    public int Pending { get; private set; }

    /// <summary>Whether this person let the session go on past the task.</summary>
    public bool WentPast(TaskId task) => log.Find(task) is { } known
        && known.Ordinal <= _continued.GetValueOrDefault(known.SessionId);

    public void Submit(SessionId session, TaskSpec spec, string key, TaskId? retryOf = null)
    {
        var command = new SubmitCommand(TaskId.Derive(Name, key), spec, $"hash of {key}", Name, MustExist: false, retryOf);
        Insist("submit", grains => grains.GetGrain<ISessionGrain>(session.Value).Submit(command), outcome =>
        {
            if (!outcome.Accepted) violations.Add("refused", $"submit {key}: {outcome.Code}: {outcome.Why}");
            if (outcome.TaskId != command.TaskId) violations.Add("other_task", $"submit {key} gave {outcome.TaskId}");
            _acknowledged[command.TaskId] = command;
        });
    }

    /// <summary>The same key, with another request.</summary>
    public void Misuse(SubmitCommand used, SessionId session) => Insist("misuse",
        grains => grains.GetGrain<ISessionGrain>(session.Value).Submit(used with { RequestHash = "another" }), outcome =>
        {
            if (outcome.Code == Refusal.KeyReused) return;
            violations.Add("key_reused", $"another request with the key of {used.TaskId} was not refused");
        });

    public void Cancel(TaskId task, bool force)
    {
        if (force) log.Forced(task);
        Insist(force ? "force" : "cancel", grains => grains.GetGrain<ITaskGrain>(task.Value).Cancel(Name, force), outcome =>
        {
            bool isAsked = outcome.State is TaskState.Cancelling or TaskState.Cancelled;
            if (outcome.Code != Refusal.None || isAsked) return;
            violations.Add("cancel_lost", $"{task} was asked to stop and is {outcome.State}");
        });
    }

    /// <summary>Goes on although the process of a task is not proven gone.</summary>
    public void ContinuePast(SessionId session, long ordinal)
    {
        _continued[session] = Math.Max(ordinal, _continued.GetValueOrDefault(session));
        Insist("continue",
            grains => grains.GetGrain<ISessionGrain>(session.Value).Apply(new SessionCommand.Continue(ordinal)), _ => { });
    }

    public void Move(SessionId session, AgentId agent) => Insist("move",
        grains => grains.GetGrain<ISessionGrain>(session.Value).Apply(new SessionCommand.Move(agent)), _ => { });

    public void Enroll(AgentId agent, string name, string machine, Action then) =>
        Insist("enroll", grains => grains.GetGrain<IAgentGrain>(agent.Value).Enroll(name, machine), _ => then());

    public void Drain(AgentId agent, bool drain) =>
        Insist("drain", grains => grains.GetGrain<IAgentGrain>(agent.Value).Drain(drain), _ => { });

    public void Remove(AgentId agent) =>
        Insist("remove", grains => grains.GetGrain<IAgentGrain>(agent.Value).Remove(), _ => { });

    /// <summary>Asks until there is an answer: whoever gives up before does not know what is so.</summary>
    private void Insist<T>(string what, Func<IGrainFactory, Task<T>> ask, Action<T> answered)
    {
        statistics.Count($"person_{what}");
        world.Log($"person: {what}");
        Pending++;
        Client.Start(async () =>
        {
            while (true)
            {
                try
                {
                    T answer = await network.AskAsync(Name, Client, () => ask(server.Grains)).WaitAsync(Patience, Client);
                    Pending--;
                    answered(answer);
                    return;
                }
                catch (Exception lost) when (lost is IOException or TimeoutException)
                {
                    statistics.Count("person_repeats");
                    await Task.Delay(world.Dice.Between(0.05, 2), Client);
                }
            }
        });
    }
}
