using System.CommandLine;
using System.Globalization;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync ls</c></summary>
internal sealed class ListCommand
{
    private const int UsualLimit = 20;

    private static readonly string[] Columns = ["TASK", "STATE", "FOR", "AGENT", "EXIT", "TITLE"];

    private readonly Option<string?> state = Options.Text(
        "--state", "STATE", $"Only tasks in this state: {string.Join(", ", Words.All<TaskState>())}");

    private readonly Option<string?> session = Options.Text("--session", "ID", "Only tasks of this session");
    private readonly Option<string?> agent = Options.Text("--agent", "NAME|ID", "Only tasks on this agent");
    private readonly Option<string?> search = Options.Text(
        "--search", "WORDS", "Only tasks with these words in title, prompt or result");

    private readonly Option<bool> json = Options.Json();

    private readonly Option<int> limit = new("--limit")
    {
        Description = $"How many of the newest; {Limits.PageRows} at most",
        HelpName = "N",
        DefaultValueFactory = _ => UsualLimit,
    };

    public static Command Create(Frame frame) => new ListCommand().Build(frame);

    private Command Build(Frame frame)
    {
        Command command = new("ls", "List tasks, the newest first") { state, session, agent, search, limit, json };
        return frame.Run(command, RunAsync);
    }

    private async Task<int> RunAsync(Invocation call)
    {
        using TaskSyncClient client = call.Connect();
        bool forScripts = call.Get(json);
        string? wanted = call.Get(agent);
        IReadOnlyList<AgentSummary> fleet = forScripts && wanted is null
            ? [] : (await client.AgentsAsync(call.Cancel)).Value.Agents;

        Answer<TaskPage> page = await client.ListAsync(Query(call, wanted, fleet), call.Cancel);
        if (forScripts) await call.Out.WriteLineAsync(page.Json);
        else await ShowAsync(call, page.Value, fleet.ToDictionary(one => one.AgentId, one => one.Name));
        return ExitCodes.Done;
    }

    private TaskQuery Query(Invocation call, string? wanted, IReadOnlyList<AgentSummary> fleet) => new()
    {
        State = call.Get(state),
        Text = call.Get(search),
        SessionId = call.Get(session),
        AgentId = wanted is null ? null : IdOf(wanted, fleet),
        Limit = call.Get(limit),
    };

    private static string IdOf(string wanted, IReadOnlyList<AgentSummary> fleet)
    {
        if (AgentId.TryParse(wanted, out AgentId id)) return id.Value;
        return fleet.FirstOrDefault(known => known.Name == wanted)?.AgentId.Value
            ?? throw new UsageException($"There is no agent called '{wanted}'; see `tasksync agents`.");
    }

    private static async Task ShowAsync(Invocation call, TaskPage page, Dictionary<AgentId, string> names)
    {
        if (page.Tasks.Count == 0)
        {
            await call.Error.WriteLineAsync("No such tasks.");
            return;
        }
        DateTimeOffset now = call.World.Time.GetUtcNow();
        Tables.Write(call.World, Columns, page.Tasks.Select(task => Row(task, now, names)));
        if (page.Next is not null && call.World.ErrorIsTerminal)
        {
            await call.Error.WriteLineAsync("There are more; see --limit, --state and --session.");
        }
    }

    private static string[] Row(TaskSummary task, DateTimeOffset now, Dictionary<AgentId, string> names) =>
    [
        task.TaskId.Value,
        Sentences.State(task, now),
        Ages.Since(task.Since, now),
        task.AgentId is AgentId id ? names.GetValueOrDefault(id, id.Value) : "",
        task.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "",
        task.Title,
    ];
}
