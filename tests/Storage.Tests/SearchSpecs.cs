using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Tests;

public sealed class SearchSpecs
{
    public static TheoryData<string> Nasty =>
    [
        "\"", "'", "a\"b", "* OR NOT (", "NEAR(x y)", "title:x", "-x", "^x", "x*", "a AND", "\\", "%_", "\0x\0", "\ud83d", "!!!",
        "{a b}: c", "a + b", ":*", "'x':* | 'y'", "<->", "&!", new string('x', 10_000), string.Concat(Enumerable.Repeat("w ", 5_000)),
    ];

    [Fact]
    public async Task A_task_is_found_by_words_of_its_title_prompt_command_and_result()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Asked("a", "Mend the fence", "Please look at the garden gate, too."), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("b", spec: new() { Kind = TaskKind.Command, Argv = ["make", "greenhouse"] }), etag: null);
        TaskSnapshot told = Asked("c", "Count", "How many?").Offered().Started();
        string etag = await open.States.WriteTaskAsync(told, etag: null);
        Assert.Equal([], await FindAsync(open, "hedgehogs"));
        await open.States.WriteTaskAsync(told.Ended() with { Result = new() { Text = "Done.\nThree hedgehogs." } }, etag);

        Assert.Equal(["a 1"], await FindAsync(open, "fence"));
        Assert.Equal(["a 1"], await FindAsync(open, "garden mend"));
        Assert.Equal(["b 1"], await FindAsync(open, "greenhouse"));
        Assert.Equal(["c 1"], await FindAsync(open, "hedgehogs"));
        Assert.Equal(["c 1"], await FindAsync(open, "how hedgehogs count"));
        Assert.Equal([], await FindAsync(open, "garden hedgehogs"));
    }

    [Fact]
    public async Task A_word_is_found_by_its_beginning_and_without_case_and_accents()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Asked("a", "x", "Die Straße zum Café, src/Core/TaskMachine.cs"), etag: null);

        foreach (string text in (string[])["straß", "STRASS", "cafe", "CAFÉ", "cafe\u0301", "core taskm", "src/Core", "taskmachine.cs"])
        {
            Assert.Equal(text == "STRASS" ? [] : ["a 1"], await FindAsync(open, text));
        }
        Assert.Equal([], await FindAsync(open, "machine"));
        Assert.Equal([], await FindAsync(open, "z"));
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Whatever_is_looked_for_can_be_asked(string text)
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Asked("a", "Nothing of it", "at all"), etag: null);

        Assert.DoesNotContain("none", await FindAsync(open, text));
        Assert.Equal(["a 1"], await FindAsync(open, "nothing"));
    }

    [Fact]
    public async Task Words_and_filters_hold_together()
    {
        await using var open = OpenStorage.Create();
        for (int i = 1; i <= 6; i++)
        {
            TaskSnapshot task = Asked(i % 2 == 0 ? "even" : "odd", "Paint", "the gate", (i + 1) / 2, Work.Start.AddHours(i));
            await open.States.WriteTaskAsync(i <= 2 ? task.Offered("x").Started() : task, etag: null);
        }
        await open.States.WriteTaskAsync(Asked("odd", "Water", "the garden", 4, Work.Start), etag: null);
        var paint = new TaskQuery { Text = "paint gate" };

        Assert.Equal(["even 3", "odd 3", "even 2", "odd 2", "even 1", "odd 1"], await FindAsync(open, paint));
        Assert.Equal(["odd 3", "odd 2", "odd 1"], await FindAsync(open, paint with { SessionId = Work.Session("odd") }));
        Assert.Equal(["even 1", "odd 1"], await FindAsync(open, paint with { AgentId = Work.Agent("x") }));
        Assert.Equal(["even 1", "odd 1"], await FindAsync(open, paint with { States = [TaskState.Working, TaskState.Failed] }));
        Assert.Equal(["odd 3", "even 2"],
            await FindAsync(open, paint with { From = Work.Start.AddHours(4), To = Work.Start.AddHours(6) }));
        Assert.Equal(["odd 3"], await FindAsync(open, paint with { From = Work.Start.AddHours(4), SessionId = Work.Session("odd") }));
        Assert.Equal([], await FindAsync(open, paint with { To = Work.Start }));
    }

    [Fact]
    public async Task A_time_holds_without_words_and_although_the_clock_went_back()
    {
        await using var open = OpenStorage.Create();
        foreach (int hour in (int[])[1, 5, 2, 4, 3])
        {
            await open.States.WriteTaskAsync(Work.Queued($"{hour}", at: Work.Start.AddHours(hour)), etag: null);
        }

        Assert.Equal(["3 1", "4 1", "2 1"], await FindAsync(
            open, new TaskQuery { From = Work.Start.AddHours(2), To = Work.Start.AddHours(5) }));
        Assert.Equal(["5 1"], await FindAsync(
            open, new TaskQuery { From = Work.Start.AddHours(5), States = [TaskState.Queued] }));
    }

    [Fact]
    public async Task Pages_of_what_was_found_hold_each_task_once_even_while_new_ones_come()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 12; i++)
        {
            await open.States.WriteTaskAsync(Asked($"{i}", i % 4 == 3 ? "Other" : "Paint", "it"), etag: null);
        }
        var found = new List<string>();
        string? cursor = null;
        do
        {
            TaskPage page = await open.Storage.Catalog.ListTasksAsync(new() { Text = "pai", Limit = 4, Cursor = cursor });
            found.AddRange(page.Tasks.Select(NameOf));
            await open.States.WriteTaskAsync(Asked($"new {found.Count}", "Paint", "more"), etag: null);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 12).Where(i => i % 4 != 3).Reverse().Select(i => $"{i} 1"), found);
    }

    [Fact]
    public async Task What_was_removed_is_not_found()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Asked("a", "Paint", "the gate");
        string etag = await open.States.WriteTaskAsync(task, etag: null);
        await open.States.RemoveTaskAsync(task.Id, etag);
        Assert.Equal([], await FindAsync(open, "paint"));

        await open.States.WriteTaskAsync(task, etag: null);
        Assert.Equal(["a 1"], await FindAsync(open, "paint"));
    }

    [Fact]
    public async Task A_write_that_was_refused_is_not_found()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Asked("a", "First", "of all"), etag: null);
        await Assert.ThrowsAsync<StorageConflictException>(
            () => open.States.WriteTaskAsync(Asked("a", "Second", "of all"), etag: null));

        Assert.Equal([], await FindAsync(open, "second"));
        Assert.Equal(["a 1"], await FindAsync(open, "first"));
    }

    private static TaskSnapshot Asked(string session, string title, string prompt, long ordinal = 1, DateTimeOffset? at = null) =>
        Work.Queued(session, ordinal, new() { Kind = TaskKind.Claude, Prompt = prompt, Title = title }, at);

    private static Task<IEnumerable<string>> FindAsync(OpenStorage open, string text) => FindAsync(open, new TaskQuery { Text = text });

    private static async Task<IEnumerable<string>> FindAsync(OpenStorage open, TaskQuery query) =>
        (await open.Storage.Catalog.ListTasksAsync(query)).Tasks.Select(NameOf);

    /// <summary>The session's name and the ordinal: titles are what is looked for.</summary>
    private static string NameOf(TaskSummary task)
    {
        string[] names = ["a", "b", "c", "odd", "even", .. Enumerable.Range(0, 20).SelectMany(i => new[] { $"{i}", $"new {i}" })];
        return $"{names.Single(name => Work.Session(name) == task.SessionId)} {task.Ordinal}";
    }
}
