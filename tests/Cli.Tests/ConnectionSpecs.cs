using TaskSync.Cli.Tests.Fakes;

namespace TaskSync.Cli.Tests;

public sealed class ConnectionSpecs : IAsyncLifetime
{
    private readonly Terminal terminal = new();
    private FakeServer server = null!;

    public async Task InitializeAsync() => server = await FakeServer.StartAsync();

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        terminal.Dispose();
    }

    [Fact]
    public async Task The_data_folder_says_where_the_server_is_and_has_the_token()
    {
        terminal.Find(server);
        terminal.Write("admin.token", "local\n");
        Assert.Equal(0, await terminal.RunAsync("ls"));
        Assert.All(server.Authorizations, sent => Assert.Equal("Bearer local", sent));
    }

    [Fact]
    public async Task Options_beat_the_environment_and_that_beats_the_folder()
    {
        terminal.Write("server.json", """{"url":"http://127.0.0.1:1/","pid":1}""");
        terminal.Write("admin.token", "local");
        terminal.Variables["TASKSYNC_SERVER"] = server.Url.ToString();
        terminal.Variables["TASKSYNC_TOKEN"] = "environment";
        await terminal.RunAsync("ls", "--json");
        terminal.Variables["TASKSYNC_SERVER"] = "http://127.0.0.1:1";
        await terminal.RunAsync(
            "ls", "--json", "--server", server.Url.ToString(), "--token-file", terminal.Write("own", "option\n"));
        Assert.Equal(["Bearer environment", "Bearer option"], server.Authorizations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_several_nodes_the_first_that_answers_is_asked(bool byVariable)
    {
        string[] nodes = ["http://127.0.0.1:1/", "http://127.0.0.1:1", server.Url.ToString()];
        if (byVariable) terminal.Variables["TASKSYNC_SERVER"] = string.Join(' ', nodes);
        string[] options = byVariable ? [] : [.. nodes.SelectMany(node => new[] { "--server", node })];
        Assert.Equal(0, await terminal.RunAsync(["ls", "--json", .. options]));
    }

    [Fact]
    public async Task If_no_node_answers_that_is_said_without_waiting_for_one()
    {
        Assert.Equal(3, await terminal.RunAsync("ls", "--server", "http://127.0.0.1:1", "--server", "http://127.0.0.1:1"));
    }

    [Fact]
    public async Task A_port_stands_for_this_machine()
    {
        Assert.Equal(0, await terminal.RunAsync("ls", "--json", "--port", $"{server.Url.Port}"));
    }

    [Fact]
    public void The_local_token_goes_to_no_other_machine()
    {
        terminal.Write("admin.token", "local");
        DataFolder folder = new(terminal.Folder);
        Assert.Null(Connection.Find(folder, ["https://elsewhere.example"], null, null, _ => null).Token);
        Assert.Equal("local", Connection.Find(folder, ["http://127.0.0.1:9"], null, null, _ => null).Token);
    }

    [Fact]
    public void The_local_token_goes_to_the_folder_s_own_server_wherever_it_listens()
    {
        terminal.Write("admin.token", "local");
        terminal.Write("server.json", """{"url":"https://tasks.example:7420","pid":1}""");
        Assert.Equal("local", Connection.Find(new(terminal.Folder), null, null, null, _ => null).Token);
    }

    [Theory]
    [InlineData(null, "/data", "/home/x", "/data/tasksync")]
    [InlineData(null, "relative", "/home/x", "/home/x/.local/share/tasksync")]
    [InlineData(null, null, "/home/x", "/home/x/.local/share/tasksync")]
    [InlineData("/own", "/data", "/home/x", "/own")]
    public void The_usual_data_folder_follows_the_desktop_rules(
        string? own, string? xdg, string home, string expected)
    {
        Dictionary<string, string?> variables =
            new() { ["TASKSYNC_DATA"] = own, ["XDG_DATA_HOME"] = xdg, ["HOME"] = home };
        Assert.Equal(expected, DataFolder.Choose(asked: null, variables.GetValueOrDefault).Path);
    }

    [Fact]
    public async Task Without_a_token_the_refusal_says_where_one_is()
    {
        terminal.Find(server);
        server.RefuseNext(401, "A credential is needed");
        Assert.Equal(1, await terminal.RunAsync("ls", "--json"));
        Assert.Contains("admin.token", terminal.Error);
        Assert.Contains("--token-file", terminal.Error);
    }

    [Fact]
    public async Task What_speaks_another_language_is_called_no_TaskSync_server()
    {
        terminal.Find(server);
        server.AnswerNext("<html>hello</html>");
        Assert.Equal(1, await terminal.RunAsync("ls", "--json"));
        Assert.Contains("is no TaskSync server of this version", terminal.Error);
    }
}
