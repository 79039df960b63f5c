using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Tests;

namespace TaskSync.EndToEnd;

/// <summary>One user's TaskSync: a data folder, a server, an agent, and somebody who asks over HTTP.</summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>Short leases, so that what takes ten seconds by default takes two here; the proportions stay.</summary>
    private static readonly string[] ShortLeases = ["--lease", "2", "--sync", "0.4"];

    /// <summary>Nothing here takes longer, unless it never happens, or the machine has no time for us: two programs start in it.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("tasksync-e2e-").FullName;
    private readonly int _port = LoopbackPorts.Free();
    private HttpClient? _http;

    public Product? Server { get; private set; }

    public Product? Agent { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{_port}");

    public string Work => Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;

    /// <summary>Whether Claude Code asks for leave, as its agent.json says.</summary>
    private bool AsksPeople { get; init; }

    private string Data => Path.Combine(_folder, "data");

    private string AgentFolder => Path.Combine(_folder, "agent");

    private HttpClient Http => _http ?? throw new InvalidOperationException("Start the server first.");

    public static async Task<Installation> StartAsync(Func<Installation, Uri>? agentSees = null, bool asksPeople = false)
    {
        var installation = new Installation { AsksPeople = asksPeople };
        await installation.StartServerAsync();
        await installation.EnrollAgentAsync(agentSees?.Invoke(installation) ?? installation.Url);
        return installation;
    }

    public async Task StartServerAsync()
    {
        Server = Product.Start(["serve", "--data", Data, "--port", $"{_port}", .. ShortLeases]);
        using var probe = new HttpClient { BaseAddress = Url };
        await UntilAsync("the server is ready", async () =>
        {
            if (!Server.IsRunning) throw new InvalidOperationException($"The server ended: {Server.Said}");
            // Not whatever else may answer at the port.
            if (await OwnerAsync() != Server.Pid) return false;
            using HttpResponseMessage answer = await probe.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }, () => Server.Said);
        _http?.Dispose();
        _http = new HttpClient { BaseAddress = Url };
        string token = await File.ReadAllTextAsync(Path.Combine(Data, "admin.token"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
    }

    /// <summary>The process that last said that it serves the data folder; null before the first.</summary>
    private async Task<int?> OwnerAsync()
    {
        string path = Path.Combine(Data, "server.json");
        return File.Exists(path) ? JsonNode.Parse(await File.ReadAllTextAsync(path))!["pid"]!.GetValue<int>() : null;
    }

    public void StartAgent() => Agent = Product.Start("agent", "--folder", AgentFolder);

    public Task<TaskView> SubmitAsync(string? session, params string[] argv) =>
        SubmitAsync(new SubmitRequest { Kind = "command", Argv = argv, SessionId = session });

    /// <summary>A prompt for the stand-in of Claude Code, or of Codex; each keeps its conversations in the installation.</summary>
    public Task<TaskView> AskAsync(string? session, string prompt, string kind = "claude") => SubmitAsync(new SubmitRequest
    {
        Kind = kind, Prompt = prompt, SessionId = session,
        Env = new Dictionary<string, string>
        {
            ["CLAUDE_CONFIG_DIR"] = Path.Combine(_folder, "claude"), ["CODEX_HOME"] = Path.Combine(_folder, "codex"),
        },
    });

    private async Task<TaskView> SubmitAsync(SubmitRequest submit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/tasks", UriKind.Relative))
        {
            Content = JsonContent.Create(submit, TaskSyncJsonContext.Default.SubmitRequest),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using HttpResponseMessage answer = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.TaskView))!;
    }

    public async Task<TaskView> GetAsync(TaskId task) =>
        (await Http.GetFromJsonAsync(new Uri($"/api/tasks/{task}", UriKind.Relative), TaskSyncJsonContext.Default.TaskView))!;

    public async Task<SessionView> GetSessionAsync(SessionId session) =>
        (await Http.GetFromJsonAsync(new Uri($"/api/sessions/{session}", UriKind.Relative), TaskSyncJsonContext.Default.SessionView))!;

    public Task<string> OutputAsync(TaskId task) => Http.GetStringAsync(new Uri($"/api/tasks/{task}/output", UriKind.Relative));

    public async Task CancelAsync(TaskId task)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(
            new Uri($"/api/tasks/{task}/cancel", UriKind.Relative), new CancelRequest(), TaskSyncJsonContext.Default.CancelRequest);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A person's answer to what the task asks, and what the server says to it.</summary>
    public async Task<HttpStatusCode> AnswerAsync(TaskView task, string behavior)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(
            new Uri($"/api/tasks/{task.TaskId}/answer", UriKind.Relative),
            new AnswerRequest { RequestId = task.Question!.RequestId, Behavior = behavior }, TaskSyncJsonContext.Default.AnswerRequest);
        return answer.StatusCode;
    }

    /// <summary>The task, once it is as expected; every look is an ordinary read, as a page or a script would make.</summary>
    public async Task<TaskView> WaitAsync(TaskId task, Func<TaskView, bool> expected)
    {
        TaskView? last = null;
        await UntilAsync($"{task} is as expected", async () => expected(last = await GetAsync(task)), () => Describe(last));
        return last!;
    }

    public Task<TaskView> WaitAsync(TaskId task, TaskState state) => WaitAsync(task, view => view.State == state);

    /// <summary>A file that a command writes: how a test sees that the command really runs.</summary>
    public Task WaitForFileAsync(string name) =>
        UntilAsync(
            $"{name} is there", () => Task.FromResult(File.Exists(Path.Combine(Work, name))),
            () => $"The server said: {Server?.Said}\nThe agent said: {Agent?.Said}");

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null) await Agent.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
        _http?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The process of every start of a stand-in, in order.</summary>
    public Task<string[]> StartsAsync() => File.ReadAllLinesAsync(Path.Combine(Work, "starts"));

    private static string Describe(TaskView? task) => task is null ? "never read" :
        $"{Words.Of(task.State)} ({task.Message}); " + string.Join(", ", task.Timeline.Select(step => $"{step.At:ss.fff} {step.To}"));

    private async Task EnrollAgentAsync(Uri server)
    {
        (int code, string invite) = await Product.RunAsync("invite", "--data", Data, "--server", Url.ToString(), "--json");
        Assert.True(code == 0, invite);
        string secret = System.Text.Json.JsonDocument.Parse(invite).RootElement.GetProperty("code").GetString()!;
        Directory.CreateDirectory(AgentFolder);
        await WriteConfigAsync(server);
        Agent = Product.Start("agent", "--folder", AgentFolder, "--server", server.ToString(), "--invite", secret, "--name", "test");
        await UntilAsync("the agent is connected", async () =>
            (await Http.GetFromJsonAsync(new Uri("/api/agents", UriKind.Relative), TaskSyncJsonContext.Default.AgentPage))!
                .Agents.Any(agent => agent.Presence == Presence.Connected), () => Agent.Said);
    }

    /// <summary>What a person would write into agent.json; the enrolment keeps it.</summary>
    private Task WriteConfigAsync(Uri server)
    {
        var config = new JsonObject
        {
            ["server"] = server.ToString(),
            ["roots"] = new JsonArray(Work),
            ["claude"] = new JsonObject
            {
                ["executable"] = Path.Combine(AppContext.BaseDirectory, "claude"), ["permission_prompts"] = AsksPeople,
            },
            ["codex"] = new JsonObject { ["executable"] = Path.Combine(AppContext.BaseDirectory, "codex") },
        };
        return File.WriteAllTextAsync(Path.Combine(AgentFolder, "agent.json"), config.ToJsonString());
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> condition, Func<string>? last = null)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (HttpRequestException)
            {
                // The server is down just now.
            }
            try
            {
                await look.WaitForNextTickAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited {Bound.TotalSeconds} s in vain until {what}. {last?.Invoke()}");
            }
        }
    }
}
