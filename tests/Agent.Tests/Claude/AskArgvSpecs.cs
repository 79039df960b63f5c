using System.Text.Json.Nodes;
using TaskSync.Agent.Claude;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Claude;

public sealed class AskArgvSpecs
{
    [Fact]
    public void One_that_may_ask_is_spoken_to_in_lines()
    {
        Invocation invocation = new ClaudeRunner(new ClaudeConfig { PermissionPrompts = true }).Prepare(new AttemptSpec
        {
            TaskId = TaskId.Derive("task"), Attempt = 1, Spec = new TaskSpec { Prompt = "a \"b\"\nü" }, Nonce = "nonce",
            BootId = "boot", AcceptedAt = DateTimeOffset.UnixEpoch,
        });

        Assert.Equal(
            ["--input-format", "stream-json", "--permission-prompt-tool", "stdio"], invocation.Argv.SkipWhile(arg => arg != "--input-format").Take(4));
        Assert.True(invocation.IsTalk);
        Assert.Equal('\n', invocation.Stdin![^1]);
        Assert.DoesNotContain('\n', invocation.Stdin[..^1]);
        JsonNode line = JsonNode.Parse(invocation.Stdin)!;
        Assert.Equal("a \"b\"\nü", line["message"]!["content"]![0]!["text"]!.GetValue<string>());
    }
}
