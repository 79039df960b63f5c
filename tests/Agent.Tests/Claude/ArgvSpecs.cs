using TaskSync.Agent.Claude;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Claude;

public sealed class ArgvSpecs
{
    private static readonly string[] Always = ["claude", "-p", "--output-format", "stream-json", "--verbose"];

    [Fact]
    public void A_first_turn_names_its_conversation_and_the_prompt_is_no_argument()
    {
        Invocation invocation = Prepare(new TaskSpec { Prompt = "-p; $(rm -rf /)" });

        Assert.Equal([.. Always, "--session-id"], invocation.Argv.Take(6));
        Assert.Equal('4', Guid.ParseExact(invocation.Argv[6], "D").ToString()[14]);
        Assert.Equal(["--permission-mode", "acceptEdits"], invocation.Argv.Skip(7));
        Assert.Equal("-p; $(rm -rf /)", invocation.Stdin);
    }

    [Fact]
    public void The_same_attempt_has_the_same_conversation_and_another_one_has_another()
    {
        string id = Prepare(new TaskSpec()).Argv[6];

        Assert.Equal(id, Prepare(new TaskSpec()).Argv[6]);
        Assert.NotEqual(id, Prepare(new TaskSpec(), nonce: "other").Argv[6]);
    }

    [Fact]
    public void A_later_turn_resumes_what_the_CLI_reported() => Assert.Equal(
        [.. Always, "--resume", "c-1", "--permission-mode", "acceptEdits"],
        Prepare(new TaskSpec(), resumes: new Conversation { Id = "c-1" }).Argv);

    [Fact]
    public void Limits_and_tools_come_from_the_configuration()
    {
        var config = new ClaudeConfig
        {
            Executable = "/opt/claude", MaxTurns = 7, PermissionMode = "plan", AllowedTools = ["Bash(git log:*)", "Read"],
        };

        IReadOnlyList<string> argv = Prepare(new TaskSpec(), config).Argv;

        Assert.Equal("/opt/claude", argv[0]);
        Assert.Equal(
            ["--max-turns", "7", "--permission-mode", "plan", "--allowedTools", "Bash(git log:*)", "Read"], argv.Skip(7));
    }

    [Theory]
    [InlineData(null, "fast", "haiku")]
    [InlineData(null, "heavy", "opus")]
    [InlineData("own-1", "fast", "own-1")]
    [InlineData(null, "unheard_of", null)]
    [InlineData(null, null, null)]
    public void The_model_is_the_one_asked_for_or_that_of_the_tier(string? model, string? tier, string? expected)
    {
        string[] argv = [.. Prepare(new TaskSpec { Model = model, Tier = tier }).Argv];

        int at = Array.IndexOf(argv, "--model");
        Assert.Equal(expected, at < 0 ? null : argv[at + 1]);
    }

    [Theory]
    [InlineData("--dangerously-skip-permissions")]
    [InlineData("two words")]
    [InlineData("")]
    public void A_name_that_could_be_an_option_is_refused(string name)
    {
        Assert.Throws<CannotStartException>(() => Prepare(new TaskSpec { Model = name }));
        Assert.Throws<CannotStartException>(() => Prepare(new TaskSpec(), resumes: new Conversation { Id = name }));
    }

    private static Invocation Prepare(
        TaskSpec spec, ClaudeConfig? config = null, Conversation? resumes = null, string nonce = "nonce") =>
        new ClaudeRunner(config ?? new ClaudeConfig()).Prepare(new AttemptSpec
        {
            TaskId = TaskId.Derive("task"), Attempt = 1, Spec = spec with { Prompt = spec.Prompt ?? "Hello" }, Nonce = nonce,
            BootId = "boot", AcceptedAt = DateTimeOffset.UnixEpoch, Resumes = resumes,
        });
}
