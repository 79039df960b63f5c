using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Grains;
using TaskSync.Silo.Engines;

namespace TaskSync.Orleans.Tests;

/// <summary>What grains say to each other arrives at another node as it was sent.</summary>
public sealed class MessageSpecs : IDisposable
{
    private static readonly TaskId Task = TaskId.Derive("test", "task");
    private static readonly AgentId Agent = AgentId.Derive("test", "laptop");

    private static readonly AttemptReport Report = new()
    {
        TaskId = Task, Attempt = 2, Seq = 3, Kind = ReportKind.Ended, At = DateTimeOffset.UnixEpoch,
        End = new AttemptEnd { Kind = EndKind.Exited, ExitCode = 4, TreeEmpty = true },
    };

    private readonly ServiceProvider _services =
        new ServiceCollection().AddGrainMessages().BuildServiceProvider();

    public static TheoryData<Type> Mentioned =>
    [
        .. typeof(ITaskGrain).Assembly.GetTypes()
            .Where(type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
                .Concat(method.ReturnType.GetGenericArguments()))
            .Where(type => !type.IsAbstract)
            .Distinct(),
    ];

    public static TheoryData<object> Sent =>
    [
        new SubmitCommand(
            Task, new TaskSpec { Kind = TaskKind.Command, Argv = ["true"], Title = "t" }, "hash", "me", true),
        new TaskCommand.Create(Task, SessionId.Derive("test", "talk"), 7, new TaskSpec
        {
            Kind = TaskKind.Claude, Prompt = "hello", Title = "hi", Labels = ["gpu"], QueueExpirySeconds = 3,
        }, "hash", "me", Task),
        new SessionCommand.Rename("a title"),
        new SessionCommand.Archive(true),
        new SessionCommand.Move(Agent),
        new SessionCommand.Continue(5),
        new AttemptSync
        {
            Agent = Agent, Attempt = 2, Listed = AttemptPhase.Running, Missing = true, Reports = [Report],
        },
        new HearOutcome(HearVerdict.Heard, Ask: [new AttemptSyncTarget(Task, 2, null, true)]),
        new SettleOutcome("echo", [new AttemptOrder { TaskId = Task, Attempt = 2, Kind = OrderKind.Keep }]),
        ImmutableArray.Create(new SyncOutcome(
            [new ReportAck { TaskId = Task, Attempt = 2, Seq = 3, Verdict = Verdict.Accepted }],
            new AttemptOrder { TaskId = Task, Attempt = 2, Kind = OrderKind.Forget },
            Custody.Held,
            TaskState.Working)),
        new AgentSnapshot { Id = Agent, Name = "laptop" },
    ];

    public void Dispose() => _services.Dispose();

    [Theory]
    [MemberData(nameof(Mentioned))]
    public void Whatever_a_grain_is_told_or_answers_can_be_sent(Type message)
    {
        Assert.NotNull(_services.GetRequiredService<ICodecProvider>().GetCodec(message));
        Assert.NotNull(_services.GetRequiredService<IDeepCopierProvider>().GetDeepCopier(message));
    }

    [Theory]
    [MemberData(nameof(Sent))]
    public void A_message_arrives_as_it_was_sent(object message)
    {
        var serializer = _services.GetRequiredService<Serializer>();

        object? arrived = serializer.Deserialize<object>(serializer.SerializeToArray(message));

        Assert.IsType(message.GetType(), arrived);
        Assert.Equivalent(message, arrived, strict: true);
    }

    [Fact]
    public void A_message_within_a_node_is_shared()
    {
        var order = new AttemptOrder { TaskId = Task, Attempt = 2, Kind = OrderKind.Keep };

        Assert.Same(order, _services.GetRequiredService<DeepCopier>().Copy(order));
    }
}
