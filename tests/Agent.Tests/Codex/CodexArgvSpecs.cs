using TaskSync.Agent.Codex;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Codex;

public sealed class CodexArgvSpecs
{
    private static readonly string[] Always = ["codex", "exec", "--json", "--sandbox", "workspace-write", "--skip-git-repo-check"];

    [Fact]
    public void A_first_turn_reads_its_prompt_from_stdin_and_from_no_argument()
    {
        Invocation invocation = Prepare(new TaskSpec { Prompt = "-p; $(rm -rf /)" });

        Assert.Equal([.. Always, "-"], invocation.Argv);
        Assert.Equal("-p; $(rm -rf /)", invocation.Stdin);
    }

    [Fact]
    public void A_later_turn_resumes_the_thread_behind_all_options() => Assert.Equal(
        [.. Always, "--model", "own-1", "resume", "t-1", "-"],
        Prepare(new TaskSpec { Model = "own-1" }, resumes: new Conversation { Id = "t-1" }).Argv);

    [Fact]
    public void Tier_and_sandbox_come_from_the_configuration()
    {
        var config = new CodexConfig { Sandbox = "read-only", Models = new Dictionary<string, string> { ["heavy"] = "big-1" } };

        Assert.Equal(
            ["codex", "exec", "--json", "--sandbox", "read-only", "--skip-git-repo-check", "--model", "big-1", "-"],
            Prepare(new TaskSpec { Tier = "heavy" }, config).Argv);
        Assert.DoesNotContain("--model", Prepare(new TaskSpec { Tier = "fast" }, config).Argv);
    }

    [Theory]
    [InlineData("--dangerously-bypass-approvals-and-sandbox")]
    [InlineData("two words")]
    [InlineData("")]
    public void A_name_that_could_be_an_option_is_refused(string name)
    {
        Assert.Throws<CannotStartException>(() => Prepare(new TaskSpec { Model = name }));
        Assert.Throws<CannotStartException>(() => Prepare(new TaskSpec(), resumes: new Conversation { Id = name }));
    }

    private static Invocation Prepare(TaskSpec spec, CodexConfig? config = null, Conversation? resumes = null) =>
        new CodexRunner(config ?? new CodexConfig()).Prepare(new AttemptSpec
        {
            TaskId = TaskId.Derive("task"), Attempt = 1, Spec = spec with { Prompt = spec.Prompt ?? "Hello" }, Nonce = "nonce",
            BootId = "boot", AcceptedAt = DateTimeOffset.UnixEpoch, Resumes = resumes,
        });
}
