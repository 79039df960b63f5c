using System.Text.Json;
using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests;

public sealed class SessionSpecs : IAsyncLifetime
{
    private readonly Terminal terminal = new();
    private FakeServer server = null!;

    private string Id => server.Session.SessionId.Value;

    public async Task InitializeAsync()
    {
        server = await FakeServer.StartAsync();
        terminal.Find(server);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        terminal.Dispose();
    }

    [Fact]
    public async Task Sessions_are_listed_with_how_they_stand_and_what_they_cost()
    {
        Assert.Equal(0, await terminal.RunAsync("sessions"));
        Assert.Matches($"{Id} +completed +1 +.* \\$0\\.05 +one", terminal.Out);
    }

    [Fact]
    public async Task One_whose_work_shows_no_sign_of_life_says_so_in_lists_and_by_itself()
    {
        DateTimeOffset last = terminal.Time.GetUtcNow().AddMinutes(-12);
        server.Put(Views.Task("one", TaskState.Working) with { StalledSince = last });
        server.Session = server.Session with { State = SessionState.Working, StalledSince = last };
        await terminal.RunAsync("sessions");
        await terminal.RunAsync("session", "show", Id);
        Assert.Equal(3, terminal.Out.Split("working (no sign of life for 12 min)").Length - 1);
    }

    [Fact]
    public async Task A_beginning_of_the_id_is_enough()
    {
        server.Put(Views.Task("one", TaskState.Completed));
        Assert.Equal(0, await terminal.RunAsync("session", "show", Id[..8]));
        Assert.Contains($"session      {Id}", terminal.Out);
        Assert.Contains(Views.Task("one").TaskId.Value, terminal.Out);
    }

    [Fact]
    public async Task An_id_that_fits_none_is_said_so()
    {
        Assert.Equal(2, await terminal.RunAsync("session", "show", "s_zzzzzz"));
        Assert.Contains("see `tasksync sessions`", terminal.Error);
    }

    [Theory]
    [InlineData("""{"title":"A name"}""", "rename", "A name")]
    [InlineData("""{"archived":true}""", "archive")]
    [InlineData("""{"archived":false}""", "archive", "--undo")]
    [InlineData("""{"agent":"laptop-2"}""", "move", "laptop-2")]
    public async Task Changes_say_what_should_be(string body, string name, params string[] arguments)
    {
        Assert.Equal(0, await terminal.RunAsync(["session", name, Id, .. arguments]));
        Assert.Equal(body, server.Bodies.Single());
        Assert.StartsWith($"{Id} idle: one", terminal.Out);
    }

    [Fact]
    public async Task A_move_that_can_t_be_is_refused_in_the_server_s_words()
    {
        server.RefuseNext(409, "The session is at work", "Its task is working.");
        Assert.Equal(1, await terminal.RunAsync("session", "move", Id, "laptop-2"));
        Assert.Contains("The session is at work: Its task is working.", terminal.Error);
    }

    [Fact]
    public async Task An_answer_names_the_question_that_it_answers()
    {
        server.Put(Views.Prompt("asks", TaskState.Working));
        await terminal.RunAsync("answer", Views.Task("asks").TaskId.Value, "--deny", "--text", "Not now", "--request", "r1");
        using JsonDocument sent = JsonDocument.Parse(server.Bodies.Single());
        Assert.Equal(
            ["r1", "deny", "Not now"], sent.RootElement.EnumerateObject().Select(field => field.Value.GetString()));
    }

    [Fact]
    public async Task Without_a_name_the_open_question_is_answered()
    {
        server.Put(Views.Prompt("asks", TaskState.InputRequired) with { Question = new() { RequestId = "q7", Tool = "Bash" } });
        Assert.Equal(0, await terminal.RunAsync("answer", Views.Task("asks").TaskId.Value, "--allow"));
        Assert.Equal("""{"request_id":"q7","behavior":"allow"}""", server.Bodies.Single());
    }

    [Fact]
    public async Task A_task_that_asks_nothing_can_t_be_answered()
    {
        server.Put(Views.Prompt("quiet", TaskState.Working));
        Assert.Equal(2, await terminal.RunAsync("answer", Views.Task("quiet").TaskId.Value, "--allow"));
        Assert.Contains("asks nothing", terminal.Error);
    }
}
