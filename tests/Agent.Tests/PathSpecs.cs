using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Agent.Tests.Dummy;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>Ways out of the roots and around the list of programs.</summary>
public sealed class PathSpecs
{
    [Theory]
    [InlineData("out")]
    [InlineData("out/deep")]
    [InlineData("in/out")]
    [InlineData("out/../secret")]
    [InlineData("chain")]
    public async Task A_folder_is_where_its_links_lead(string folder)
    {
        await using Bench bench = await WithLinksAsync();
        TaskSnapshot task = await bench.EndOf(bench.Submit(At(bench, folder)));
        Assert.Equal(TaskReason.StartFailed, task.Reason);
        Assert.Contains("outside of what this agent may use", task.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in", "inner")]
    [InlineData("out/../work/inner", "inner")]
    [InlineData("inner/..", "")]
    public async Task A_link_that_leads_back_in_is_no_way_out(string folder, string real)
    {
        await using Bench bench = await WithLinksAsync();
        string place = await bench.OutputOf(bench.Submit(At(bench, folder)));
        Assert.Equal(Path.TrimEndingDirectorySeparator(Path.Combine(bench.Work, real)) + "\n", place);
    }

    [Theory]
    [InlineData("alias/inner", true)]
    [InlineData("work/inner", true)]
    [InlineData("alias/../secret", false)]
    [InlineData("alias/out", false)]
    public async Task A_root_that_is_a_link_is_the_folder_that_it_leads_to(string folder, bool isWithin)
    {
        await using Bench bench = await WithLinksAsync(config => config with
        {
            Roots = [Path.Combine(Path.GetDirectoryName(config.Roots[0])!, "alias")],
        });
        Directory.CreateSymbolicLink(Path.Combine(bench.Root, "alias"), bench.Work);
        TaskSnapshot task = await bench.EndOf(bench.Submit(At(bench, Path.Combine("..", folder))));
        Assert.Equal(isWithin ? TaskState.Completed : TaskState.Failed, task.State);
    }

    /// <summary>The look at the folder is over, and the process is not there yet.</summary>
    [Theory]
    [InlineData(Flavour.Linux, false)]
    [InlineData(Flavour.Linux, true)]
    [InlineData(Flavour.MacOs, false)]
    [InlineData(Flavour.MacOs, true)]
    public async Task A_folder_that_becomes_a_link_between_the_look_and_the_start_is_not_entered(string flavour, bool backAgain)
    {
        IPlatform platform = Flavour.Of(flavour);
        using var root = new TemporaryFolder();
        string work = Directory.CreateDirectory(Path.Combine(root.Path, "work", "mine")).FullName;
        string secret = Directory.CreateDirectory(Path.Combine(root.Path, "secret")).FullName;
        var folder = new AttemptFolder(Directory.CreateDirectory(Path.Combine(root.Path, "attempt")).FullName);
        var config = new AgentConfig { Server = new("http://localhost:1"), Roots = [Path.GetDirectoryName(work)!] };
        var spec = new AttemptSpec
        {
            TaskId = TaskId.Derive("1"), Attempt = 1, Spec = new TaskSpec { Kind = TaskKind.Command, Cwd = work }, Nonce = "n",
            BootId = platform.BootId, AcceptedAt = default,
        };
        Task ended = new Supervisor(config, [new Swapper(work, secret)], platform).Start(spec, folder);
        if (backAgain)
        {
            // Whoever compared with a path once more would find it as it was.
            File.Delete(work);
            Directory.CreateDirectory(work);
        }
        await ended;
        Assert.Empty(Directory.GetFiles(secret));
        Assert.True(folder.ReadExit()!.NotStarted);
        Assert.Contains("led to another folder", folder.ReadWhyNotStarted(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_whose_name_ends_with_a_line_break_is_one_like_any_other()
    {
        await using Bench bench = await Bench.StartAsync();
        string folder = Directory.CreateDirectory(Path.Combine(bench.Work, "odd\n")).FullName;
        Assert.Equal(folder + "\n", await bench.OutputOf(bench.Submit(new TaskSpec { Argv = ["pwd", "-P"], Cwd = folder })));
    }

    [Fact]
    public async Task A_listed_name_is_not_what_the_tasks_own_PATH_has_under_it()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Executables = ["echo"] });
        string mine = Path.Combine(bench.Work, "echo");
        File.Copy("/bin/true", mine);
        foreach (string path in new[] { bench.Work, ".", "" })
        {
            TaskSnapshot task = await bench.EndOf(bench.Submit(new TaskSpec
            {
                Argv = ["echo"], Env = new Dictionary<string, string> { ["PATH"] = path },
            }));
            Assert.Equal(TaskReason.StartFailed, task.Reason);
            Assert.Contains("may not run echo", task.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("./echo")]
    [InlineData("link")]
    [InlineData("inner/../echo")]
    public async Task What_is_called_like_a_listed_program_is_not_it(string program)
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Executables = ["/bin/echo", "echo"] });
        Directory.CreateDirectory(Path.Combine(bench.Work, "inner"));
        File.Copy("/bin/true", Path.Combine(bench.Work, "echo"));
        File.CreateSymbolicLink(Path.Combine(bench.Work, "link"), "/bin/true");
        TaskSnapshot task = await bench.EndOf(bench.Submit(program.Contains('/', StringComparison.Ordinal) ? program : "./" + program));
        Assert.Contains("may not run", task.Message, StringComparison.Ordinal);
    }

    /// <summary>Roots with links in them: to a folder inside, to one outside, and over both.</summary>
    private static async Task<Bench> WithLinksAsync(Func<AgentConfig, AgentConfig>? configure = null)
    {
        Bench bench = await Bench.StartAsync(configure);
        string inner = Directory.CreateDirectory(Path.Combine(bench.Work, "inner")).FullName;
        string secret = Directory.CreateDirectory(Path.Combine(bench.Root, "secret")).FullName;
        Directory.CreateDirectory(Path.Combine(secret, "deep"));
        Directory.CreateSymbolicLink(Path.Combine(bench.Work, "in"), inner);
        Directory.CreateSymbolicLink(Path.Combine(bench.Work, "out"), secret);
        Directory.CreateSymbolicLink(Path.Combine(inner, "out"), secret);
        Directory.CreateSymbolicLink(Path.Combine(bench.Work, "chain"), Path.Combine(bench.Work, "in", "out"));
        return bench;
    }

    private static TaskSpec At(Bench bench, string folder) => new() { Argv = ["pwd", "-P"], Cwd = Path.Combine(bench.Work, folder) };

    /// <summary>Exchanges the folder for a link when it is asked what to run: after the look at the folder.</summary>
    private sealed class Swapper(string work, string secret) : IRunner
    {
        public TaskKind Kind => TaskKind.Command;

        public Invocation Prepare(AttemptSpec spec)
        {
            Directory.Delete(work);
            Directory.CreateSymbolicLink(work, secret);
            return new Invocation(["/bin/sh", "-c", "echo > ran"], Stdin: null);
        }

        public IListener? Listen(AttemptSpec spec, AttemptFolder folder, Secrets secrets) => null;
    }
}
