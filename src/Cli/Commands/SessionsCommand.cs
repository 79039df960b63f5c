using System.CommandLine;
using System.Globalization;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync sessions</c></summary>
internal sealed class SessionsCommand
{
    private const int UsualLimit = 20;

    private static readonly string[] Columns = ["SESSION", "STATE", "TASKS", "AGENT", "ACTIVE", "COST", "TITLE"];

    private readonly Option<bool> archived = Options.Flag("--archived", "Those that were put away");
    private readonly Option<bool> json = Options.Json();

    private readonly Option<int> limit = new("--limit")
    {
        Description = $"How many of the last active; {Limits.PageRows} at most",
        HelpName = "N",
        DefaultValueFactory = _ => UsualLimit,
    };

    public static Command Create(Frame frame) => new SessionsCommand().Build(frame);

    private Command Build(Frame frame) => frame.Run(
        new Command("sessions", "List sessions, the last active first") { archived, limit, json }, RunAsync);

    private async Task<int> RunAsync(Invocation call)
    {
        using TaskSyncClient client = call.Connect();
        Answer<SessionPage> page = await client.SessionsAsync(
            call.Get(archived), call.Get(limit), cursor: null, call.Cancel);
        if (call.Get(json)) await call.Out.WriteLineAsync(page.Json);
        else if (page.Value.Sessions.Count == 0) await call.Error.WriteLineAsync("No such sessions.");
        else await ShowAsync(call, client, page.Value);
        return ExitCodes.Done;
    }

    private static async Task ShowAsync(Invocation call, TaskSyncClient client, SessionPage page)
    {
        IReadOnlyList<AgentSummary> fleet = (await client.AgentsAsync(call.Cancel)).Value.Agents;
        Dictionary<AgentId, string> names = fleet.ToDictionary(one => one.AgentId, one => one.Name);
        DateTimeOffset now = call.World.Time.GetUtcNow();
        Tables.Write(call.World, Columns, page.Sessions.Select(session => Row(session, now, names)));
        if (page.Next is not null && call.World.ErrorIsTerminal)
        {
            await call.Error.WriteLineAsync("There are more; see --limit.");
        }
    }

    private static string[] Row(SessionSummary session, DateTimeOffset now, Dictionary<AgentId, string> names) =>
    [
        session.SessionId.Value,
        State(session, now),
        session.Counts.Total.ToString(CultureInfo.InvariantCulture),
        session.AgentId is AgentId id ? names.GetValueOrDefault(id, id.Value) : "",
        $"{Ages.Since(session.LastActivityAt, now)} ago",
        session.CostUsd is decimal cost ? Spending.Dollars(cost) : "",
        session.Title,
    ];

    /// <summary>A session without work stands as its last task ended.</summary>
    private static string State(SessionSummary session, DateTimeOffset now) =>
        session is { State: SessionState.Idle, LastEnd: { } end } ? Words.Of(end) : Sentences.State(session, now);
}
