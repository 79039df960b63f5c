using TaskSync.Api.Tasks;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

/// <summary>The table of what may stand in a submit, and what is said of everything else.</summary>
public sealed class SubmitCheckSpecs
{
    private static readonly SubmitRequest Command = new() { Kind = "command", Argv = ["git", "log"] };
    private static readonly SubmitRequest Claude = new() { Kind = "claude", Prompt = "Mend it." };
    private static readonly AgentSummary Laptop = Agent("laptop", Presence.Connected, "/home/me", "/work");
    private static readonly AgentSummary Server = Agent("server", Presence.Connected, "/srv");

    public static TheoryData<string, SubmitRequest> Refused => new()
    {
        { "kind", Command with { Kind = null } },
        { "kind", Command with { Kind = "none" } },
        { "kind", Command with { Kind = "Command" } },
        { "kind", Command with { Kind = "shell" } },
        { "argv", Command with { Argv = null } },
        { "argv", Command with { Argv = [] } },
        { "argv", Command with { Argv = [""] } },
        { "argv", Command with { Argv = ["  ", "x"] } },
        { "argv", Command with { Argv = ["git", null!] } },
        { "argv", Command with { Argv = ["git", "a\0b"] } },
        { "argv", Command with { Argv = [.. Enumerable.Repeat("x", Limits.ArgvCount + 1)] } },
        { "argv", Command with { Argv = ["git", new('x', Limits.ArgumentBytes + 1)] } },
        { "argv", Command with { Argv = [.. Enumerable.Repeat(new string('x', Limits.ArgumentBytes), 9)] } },
        { "argv", Claude with { Argv = ["git"] } },
        { "prompt", Command with { Prompt = "Mend it." } },
        { "prompt", Claude with { Prompt = null } },
        { "prompt", Claude with { Prompt = " \n" } },
        { "prompt", Claude with { Prompt = new('x', Limits.PromptBytes + 1) } },
        { "prompt", Claude with { Prompt = new('\u20ac', Limits.PromptBytes / 3 + 1) } },
        { "timeout_seconds", Command with { TimeoutSeconds = 0 } },
        { "timeout_seconds", Command with { TimeoutSeconds = -5 } },
        { "timeout_seconds", Command with { TimeoutSeconds = int.MaxValue } },
        { "queue_expiry_seconds", Command with { QueueExpirySeconds = -1 } },
        { "orphan_timeout_seconds", Command with { OrphanTimeoutSeconds = Limits.MaxTimeoutSeconds + 1 } },
        { "session_id", Command with { SessionId = "s_1" } },
        { "session_id", Command with { SessionId = "t_00000000000000000000000000" } },
        { "agent", Command with { Agent = "nobody" } },
        { "agent", Command with { Agent = "" } },
        { "labels", Command with { Labels = [""] } },
        { "labels", Command with { Labels = ["a\nb"] } },
        { "labels", Command with { Labels = [new('x', Limits.NameLength + 1)] } },
        { "labels", Command with { Labels = [.. Enumerable.Range(0, Limits.LabelCount + 1).Select(i => $"{i}")] } },
        { "cwd", Command with { Cwd = "" } },
        { "cwd", Command with { Cwd = "work" } },
        { "cwd", Command with { Cwd = "/work/../etc" } },
        { "cwd", Command with { Cwd = "/work//x" } },
        { "cwd", Command with { Cwd = "/work/\0" } },
        { "cwd", Command with { Cwd = "/workshop" } },
        { "cwd", Command with { Cwd = "/etc" } },
        { "cwd", Command with { Cwd = "/work/" + new string('x', Limits.PathBytes) } },
        { "cwd", Command with { Cwd = "/work", Agent = "server" } },
        { "env", Command with { Env = new Dictionary<string, string> { [""] = "x" } } },
        { "env", Command with { Env = new Dictionary<string, string> { ["A=B"] = "x" } } },
        { "env", Command with { Env = new Dictionary<string, string> { ["A"] = "x\0" } } },
        { "env", Command with { Env = new Dictionary<string, string> { ["A"] = null! } } },
        { "env", Command with { Env = Enumerable.Range(0, Limits.EnvCount + 1).ToDictionary(i => $"V{i}", _ => "x") } },
        { "argv", Command with { Env = new Dictionary<string, string> { ["A"] = new('x', Limits.ArgvBytes) } } },
        { "model", Command with { Model = "opus" } },
        { "model", Claude with { Model = "" } },
        { "tier", Command with { Tier = "fast" } },
        { "tier", Claude with { Tier = "huge" } },
        { "title", Command with { Title = new('x', Limits.TitleLength + 1) } },
        { "title", Command with { Title = "a\nb" } },
    };

    public static TheoryData<SubmitRequest> Taken =>
    [
        Command,
        Claude,
        Command with { Kind = "codex", Argv = null, Prompt = "Mend it.", Model = "gpt", Tier = "heavy" },
        Command with { Argv = ["git", "", "-c", "$(rm -rf /)", "a\nb"] },
        Command with { TimeoutSeconds = 1, QueueExpirySeconds = Limits.MaxTimeoutSeconds, OrphanTimeoutSeconds = 1 },
        Command with { Agent = "laptop", Cwd = "/work/shop/" },
        Command with { Agent = Server.AgentId.Value, Cwd = "/srv" },
        Command with { Labels = ["gpu", "gpu"], Title = "A title" },
        Command with { Env = new Dictionary<string, string> { ["PATH"] = "", ["X"] = "a=b" } },
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_can_not_be_is_refused_by_the_name_of_its_field(string field, SubmitRequest request)
    {
        SubmitVerdict verdict = SubmitCheck.Check(request, [Laptop, Server]);

        Assert.Null(verdict.Plan);
        Assert.Contains(verdict.Problems, problem => problem.Field == field);
        Assert.All(verdict.Problems, problem => Assert.InRange(problem.Message.Length, 10, 700));
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public void What_can_be_is_taken(SubmitRequest request)
    {
        SubmitVerdict verdict = SubmitCheck.Check(request, [Laptop, Server]);

        Assert.Empty(verdict.Problems);
        Assert.NotNull(verdict.Plan);
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        TaskSpec spec = SubmitCheck.Check(Command, []).Plan!.Spec;

        Assert.Equal((Limits.DefaultTimeoutSeconds, Limits.DefaultQueueExpirySeconds, Limits.DefaultOrphanTimeoutSeconds),
            (spec.TimeoutSeconds, spec.QueueExpirySeconds, spec.OrphanTimeoutSeconds));
        Assert.Equal("git log", spec.Title);
        Assert.Null(spec.Agent);
    }

    [Fact]
    public void A_folder_is_not_refused_while_nobody_has_said_where_work_may_run()
    {
        AgentSummary fresh = Agent("fresh", Presence.Never);

        Assert.NotNull(SubmitCheck.Check(Command with { Cwd = "/etc" }, []).Plan);
        Assert.NotNull(SubmitCheck.Check(Command with { Cwd = "/etc" }, [Laptop, fresh]).Plan);
        Assert.Null(SubmitCheck.Check(Command with { Cwd = "/etc", Agent = "laptop" }, [Laptop, fresh]).Plan);
    }

    [Fact]
    public void A_name_that_two_agents_have_is_refused_and_an_id_is_not()
    {
        AgentSummary twin = Agent(
            "laptop", Presence.Connected, "/work") with { AgentId = AgentId.Derive("twin") };

        Assert.Null(SubmitCheck.Check(Command with { Agent = "laptop" }, [Laptop, twin]).Plan);
        Assert.Equal(
            twin.AgentId,
            SubmitCheck.Check(Command with { Agent = twin.AgentId.Value }, [Laptop, twin]).Plan!.Spec.Agent);
    }

    [Fact]
    public void The_hash_tells_requests_apart_and_nothing_else()
    {
        SubmitRequest one =
            Command with { Env = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } };
        SubmitRequest same = Command with { Env = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" }, Title = "git log" };

        Assert.Equal(Hash(one), Hash(same));
        Assert.NotEqual(Hash(one), Hash(Command));
        Assert.NotEqual(Hash(Command), Hash(Command with { Argv = ["git log"] }));
        Assert.NotEqual(Hash(Command), Hash(Command with { SessionId = SessionId.Derive("x").Value }));
    }

    [Fact]
    public void The_hash_hangs_on_the_agent_that_was_asked_for_and_not_on_who_goes_by_that_name()
    {
        SubmitRequest pinned = Command with { Agent = "laptop" };
        string session = SessionId.Derive("x").Value;

        Assert.Equal(Hash(pinned), SubmitCheck.Check(pinned, [Laptop]).Hash);
        Assert.NotEqual(Hash(pinned), Hash(Command));
        Assert.NotEqual(Hash(pinned), Hash(Command with { Agent = "server" }));
        Assert.NotEqual(Hash(Command with { SessionId = session }), Hash(Command with { Agent = session }));
    }

    [Fact]
    public void What_is_wrong_whatever_the_fleet_is_has_no_hash() =>
        Assert.Null(SubmitCheck.Check(Command with { Argv = [], Agent = "nobody" }, [Laptop]).Hash);

    [Fact]
    public void A_title_is_one_line_of_what_was_asked()
    {
        Assert.Equal("Mend it.", Title(Claude with { Prompt = "\n  Mend it.\r\nAll of it." }));
        Assert.Equal("sh -c 'exit 3'", Title(Command with { Argv = ["sh", "-c", "exit 3"] }));
        Assert.Equal("a b", Title(Command with { Argv = ["a\nb"] }));
        Assert.Equal(Limits.TitleLength, Title(Command with { Argv = [new('x', 5000)] }).Length);
    }

    private static string Hash(SubmitRequest request) => SubmitCheck.Check(request, []).Hash!;

    private static string Title(SubmitRequest request) => SubmitCheck.Check(request, []).Plan!.Spec.Title;

    private static AgentSummary Agent(string name, Presence presence, params string[] roots) => new()
    {
        AgentId = AgentId.Derive(name), Name = name, Presence = presence, Version = 1, Change = 1, Offer = new AgentOffer { Roots = roots },
    };
}
