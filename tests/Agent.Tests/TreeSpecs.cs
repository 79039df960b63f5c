using System.Globalization;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>Descendants that do all they can to be forgotten.</summary>
public sealed class TreeSpecs
{
    /// <summary>Another session, another environment, and a parent that has ended: nothing in /proc leads to it.</summary>
    private const string Daemon = "(setsid env -i /bin/sh -c 'trap \"\" TERM; sleep 300 & echo $! >daemon; wait' &) ; ";

    /// <summary>Until it is what it will be called: at first it is a shell as well.</summary>
    private const string UntilThere = "until [ -s daemon ] && grep -qx sleep /proc/$(cat daemon)/comm; do sleep 0.01; done; echo up; ";

    [ControlGroupFact]
    public async Task A_daemon_that_left_its_session_its_parent_and_its_environment_is_stopped_with_the_rest()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 0.2 });
        TaskId id = bench.Shell(Daemon + UntilThere + "exec sleep 300");
        await bench.UntilOutput(id, "up");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
        Assert.Empty(Leftovers.Within(bench.Work));
    }

    [ControlGroupFact]
    public async Task Such_a_daemon_is_found_by_the_next_agent_too_and_named_if_the_command_ends_without_it()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell(Daemon + UntilThere + "until [ -e go ]; do sleep 0.01; done");
        await bench.UntilOutput(id, "up");
        await bench.StopAgentAsync();
        bench.StartAgent();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.EndOf(id);
        Core.Protocol.AttemptEnd end = bench.Authority.Syncs.SelectMany(sync => sync.Reports).First(report => report.End is not null).End!;
        string daemon = (await File.ReadAllTextAsync(Path.Combine(bench.Work, "daemon"))).Trim();
        Assert.False(end.TreeEmpty);
        Assert.Contains($"{daemon} sleep", end.Leftovers);
        LibC.Signal(int.Parse(daemon, CultureInfo.InvariantCulture), LibC.SigKill);
        foreach (string left in end.Leftovers) LibC.Signal(int.Parse(left.Split(' ')[0], CultureInfo.InvariantCulture), LibC.SigKill);
    }

    [ControlGroupFact]
    public async Task What_forks_faster_than_it_can_be_read_is_killed()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 0.1 });
        // Each lives for a moment and leaves another one, in a session of its own.
        const string Runner = "trap '' TERM; setsid /bin/sh ./run & exit 0";
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "run"), Runner);
        TaskId id = bench.Shell("trap '' TERM; sh ./run; echo up; exec sleep 300");
        await bench.UntilOutput(id, "up");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), ((await bench.EndOf(id)).State, bench.Authority.Task(id).Reason));
        Assert.Empty(Leftovers.Within(bench.Work));
    }

    [ControlGroupFact]
    public void A_group_that_was_just_made_is_left_to_whoever_is_about_to_enter_it()
    {
        string group = ControlGroup.Make(Guid.NewGuid().ToString("n"))!;
        ControlGroup.Sweep(TimeProvider.System);
        Assert.True(Directory.Exists(group));
        ControlGroup.Remove(group);
        Assert.False(Directory.Exists(group));
    }

    [FreezerFact]
    public async Task What_can_not_be_killed_makes_the_end_unconfirmed_and_is_named()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 0.1 });
        TaskId id = bench.Shell("sleep 300 & until grep -qx sleep /proc/$!/comm; do sleep 0.01; done; echo $!; exec sleep 300");
        await bench.Until(() => StopSpecs.Lines(bench, id).Length == 1, "the start");
        string frozen = StopSpecs.Lines(bench, id)[0];
        using (Freezer freezer = new(frozen))
        {
            bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
            await bench.Until(() => bench.Authority.Task(id).State == TaskState.Cancelled, "the end");
            Assert.Equal(TaskReason.Unconfirmed, bench.Authority.Task(id).Reason);
            Assert.Contains($"{frozen} sleep", bench.Authority.Task(id).Message, StringComparison.Ordinal);
            freezer.Thaw();
            await bench.Until(() => freezer.IsEmpty, "the end of what was frozen");
        }
    }

    [Fact]
    public async Task Who_was_seen_once_is_not_lost_by_what_it_does_later()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await bench.SleeperAsync();
        string nonce = new Journal.AttemptFolder(bench.AttemptPath(id)).ReadSpec()!.Nonce;
        var linux = new LinuxPlatform();
        AttemptTree seen = AttemptTree.Look(linux, new AttemptTraces(nonce));
        var another = new AttemptTraces("another");
        // Another nonce stands for a process whose environment is gone.
        Assert.Empty(AttemptTree.Look(linux, another).Members);
        Assert.NotEmpty(AttemptTree.Look(linux, another, earlier: seen).Members);
        AttemptTree reused = new([.. seen.Members.Select(member => member with { StartTime = member.StartTime - 1 })]);
        Assert.Empty(AttemptTree.Look(linux, another, earlier: reused).Members);
    }
}
