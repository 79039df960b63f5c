using System.CommandLine;
using System.Globalization;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync agents</c> and <c>tasksync invite</c></summary>
internal static class FleetCommands
{
    private static readonly string[] Columns =
        ["AGENT", "NAME", "PRESENCE", "HEARD", "SLOTS", "KINDS", "LABELS", "TAKES WORK"];

    public static Command CreateAgents(Frame frame)
    {
        Option<bool> json = Options.Json();
        return frame.Run(new Command("agents", "List the agents") { json }, async call =>
        {
            using TaskSyncClient client = call.Connect();
            Answer<AgentPage> page = await client.AgentsAsync(call.Cancel);
            if (call.Get(json)) await call.Out.WriteLineAsync(page.Json);
            else await ShowAsync(call, page.Value.Agents);
            return ExitCodes.Done;
        });
    }

    public static Command CreateInvite(Frame frame)
    {
        Option<bool> json = Options.Json();
        Command command = new("invite", "Make a one-use code that enrols an agent") { json };
        return frame.Run(command, async call =>
        {
            using TaskSyncClient client = call.Connect();
            Answer<InviteView> invite = await client.InviteAsync(call.Cancel);
            await call.Out.WriteLineAsync(call.Get(json) ? invite.Json : invite.Value.Code);
            if (call.World.ErrorIsTerminal) await ExplainAsync(call, client.Servers, invite.Value);
            return ExitCodes.Done;
        });
    }

    private static async Task ShowAsync(Invocation call, IReadOnlyList<AgentSummary> agents)
    {
        if (agents.Count == 0) await call.Error.WriteLineAsync("No agents; add one with `tasksync invite`.");
        else Tables.Write(call.World, Columns, agents.Select(agent => Row(agent, call.World.Time)));
    }

    private static Task ExplainAsync(Invocation call, IReadOnlyList<Uri> servers, InviteView invite) => call.Error.WriteLineAsync(
        $"Good for one agent until {Ages.At(invite.ExpiresAt, call.World.Time)}. On its machine:\n"
        + $"  tasksync agent {string.Join(' ', servers.Select(server => $"--server {server}"))} --invite {invite.Code}");

    private static string[] Row(AgentSummary agent, TimeProvider time) =>
    [
        agent.AgentId.Value,
        agent.Name,
        Presence(agent),
        agent.LastHeardAt is DateTimeOffset heard ? $"{Ages.Since(heard, time.GetUtcNow())} ago" : "never",
        Slots(agent),
        string.Join(',', agent.Offer.Kinds.Select(Words.Of)),
        string.Join(',', agent.Offer.Labels),
        AgentWords.Work(agent),
    ];

    private static string Slots(AgentSummary agent) => agent.Busy is int busy
        ? $"{busy} of {agent.Offer.Slots} busy"
        : agent.Offer.Slots.ToString(CultureInfo.InvariantCulture);

    private static string Presence(AgentSummary agent)
    {
        string word = Words.Of(agent.Presence);
        return agent.Proven == false ? word + " (not proven)" : word;
    }
}
