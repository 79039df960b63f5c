using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

public sealed class DispatchSpecs
{
    private static readonly AgentOffer Anything = new() { Slots = 4, Kinds = [TaskKind.Command], Labels = ["linux", "gpu"], Roots = ["/work/"] };

    [Fact]
    public async Task The_oldest_queued_tasks_come_first_and_no_more_than_asked_for()
    {
        await using var open = OpenStorage.Create();
        foreach (string session in new[] { "c", "a", "b" }) await open.States.WriteTaskAsync(Work.Queued(session), etag: null);

        Assert.Equal([Work.Task("c", 1), Work.Task("a", 1)], await FindAsync(open, limit: 2));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("/work", true)]
    [InlineData("/work/", true)]
    [InlineData("/work/app", true)]
    [InlineData("/work2", false)]
    [InlineData("/", false)]
    [InlineData("/other/work", false)]
    public async Task A_folder_has_to_lie_within_the_agents_roots(string? cwd, bool fits)
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(spec: new() { Kind = TaskKind.Command, Argv = ["x"], Cwd = cwd }), etag: null);

        Assert.Equal(fits, (await FindAsync(open)).Any());
    }

    [Fact]
    public async Task The_root_of_all_folders_holds_every_folder()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(spec: new() { Kind = TaskKind.Command, Argv = ["x"], Cwd = "/any/where" }), etag: null);

        Assert.Single(await FindAsync(open, offer: Anything with { Roots = ["/"] }));
    }

    [Fact]
    public async Task An_agent_must_offer_the_kind_and_carry_all_labels()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("both", spec: Labelled("gpu", "linux")), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("other", spec: Labelled("gpu", "mac")), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("claude", spec: new() { Kind = TaskKind.Claude, Prompt = "Hi" }), etag: null);

        Assert.Equal([Work.Task("both", 1)], await FindAsync(open));
        Assert.Equal([Work.Task("claude", 1)], await FindAsync(open, offer: new() { Kinds = [TaskKind.Claude, TaskKind.Codex] }));
        Assert.Empty(await FindAsync(open, offer: new()));
    }

    [Fact]
    public async Task A_pinned_task_is_for_its_agent_alone()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(
            Work.Queued(spec: new() { Kind = TaskKind.Command, Argv = ["x"], Agent = Work.Agent("a") }), etag: null);

        Assert.Single(await FindAsync(open, "a"));
        Assert.Empty(await FindAsync(open, "b"));
        Assert.Single(await open.Storage.Dispatch.FindPinnedAsync(Work.Agent("a")));
        Assert.Empty(await open.Storage.Dispatch.FindPinnedAsync(Work.Agent("b")));
    }

    [Fact]
    public async Task A_session_stays_where_its_first_task_went_until_a_person_moves_it()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("s", 1).Offered("a").Started().Ended(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 2), etag: null);

        Assert.Single(await FindAsync(open, "a"));
        Assert.Empty(await FindAsync(open, "b"));
        await open.States.WriteSessionAsync(new() { Id = Work.Session("s"), Version = 1, MovedTo = Work.Agent("b") }, etag: null);

        Assert.Empty(await FindAsync(open, "a"));
        Assert.Single(await FindAsync(open, "b"));
    }

    [Fact]
    public async Task A_task_has_its_turn_when_all_before_it_are_over_and_proven_gone_or_a_person_continued_past_them()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot first = Work.Queued("s", 1).Offered("a").Started();
        string etag = await open.States.WriteTaskAsync(first, etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 2), etag: null);
        Assert.Empty(await FindAsync(open));
        Assert.Equal(new TurnBlocker(first.Id, TaskState.Working), await BlockerAsync(open, continuedPast: 1));

        TaskSnapshot unproven = first.Cancelled(force: true);
        etag = await open.States.WriteTaskAsync(unproven, etag);
        Assert.Empty(await FindAsync(open));
        Assert.Equal(new TurnBlocker(first.Id, TaskState.Cancelled), await BlockerAsync(open));
        Assert.Null(await BlockerAsync(open, continuedPast: 1));

        string session = await open.States.WriteSessionAsync(
            new() { Id = Work.Session("s"), Version = 1, ContinuedPast = 1 }, etag: null);
        Assert.Equal([Work.Task("s", 2)], await FindAsync(open));

        await open.States.WriteSessionAsync(new() { Id = Work.Session("s"), Version = 2 }, session);
        Assert.Empty(await FindAsync(open));
        await open.States.WriteTaskAsync(unproven.Ended(), etag);
        Assert.Equal([Work.Task("s", 2)], await FindAsync(open));
    }

    [Fact]
    public async Task A_waiting_task_says_what_holds_it_up_and_where_its_session_lives()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot first = Work.Queued("s", 1).Offered("a").Started();
        await open.States.WriteTaskAsync(first, etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 2), etag: null);

        TaskTurn? turn = (await open.Storage.Catalog.FindTaskAsync(Work.Task("s", 2)))!.Turn;

        Assert.Equal(new TaskTurn(new TurnBlocker(first.Id, TaskState.Working), Work.Agent("a")), turn);
        Assert.Null((await open.Storage.Catalog.FindTaskAsync(first.Id))!.Turn);
    }

    [Fact]
    public async Task Held_and_offered_tasks_are_no_candidates()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("held").Then(new TaskCommand.HoldRestored()), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("offered").Offered("a"), etag: null);

        Assert.Empty(await FindAsync(open));
    }

    [Fact]
    public async Task Slots_are_taken_by_what_is_offered_or_held_whatever_the_tasks_state()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("offered").Offered("a"), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("forced").Offered("a").Started().Cancelled(force: true), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("ended").Offered("a").Started().Ended(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("over").Offered("b").Started().Cancelled(force: true), etag: null);

        Assert.Equal(
            [
                new CustodyRow(Work.Task("offered", 1), 1, Custody.Offered, TaskState.Queued),
                new CustodyRow(Work.Task("forced", 1), 1, Custody.Held, TaskState.Cancelled),
            ],
            await open.Storage.Dispatch.ReadCustodyAsync(Work.Agent("a")));
    }

    [Fact]
    public async Task Agents_are_watched_while_they_are_heard_or_a_task_depends_on_them()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("offered").Offered("expected"), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("over").Offered("forgotten").Started().Cancelled(force: true), etag: null);
        await WriteAgentAsync(open, "idle", Presence.Connected);
        await WriteAgentAsync(open, "lost", Presence.Lost);

        Assert.Equal([Work.Agent("expected"), Work.Agent("idle")],
            (await open.Storage.Dispatch.FindAgentsToWatchAsync()).OrderBy(agent => agent != Work.Agent("expected")));
    }

    [Fact]
    public async Task Deadlines_come_when_they_are_due_the_most_overdue_first()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot early = Work.Queued("early", at: Work.Start);
        TaskSnapshot late = Work.Queued("late", at: Work.Start.AddHours(1));
        string etag = await open.States.WriteTaskAsync(late, etag: null);
        await open.States.WriteTaskAsync(early, etag: null);

        Assert.Empty(await DueAsync(open, early.LookAt!.Value.AddTicks(-1)));
        Assert.Equal([early.Id], await DueAsync(open, early.LookAt!.Value));
        Assert.Equal([early.Id, late.Id], await DueAsync(open, late.LookAt!.Value));
        await open.States.WriteTaskAsync(late.Cancelled(), etag);
        Assert.Equal([early.Id], await DueAsync(open, late.LookAt!.Value));
    }

    [Fact]
    public async Task Deadlines_are_gone_through_page_by_page_each_once()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 5; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}", at: Work.Start.AddHours(-(i / 2))), etag: null);
        var seen = new List<TaskId>();
        IReadOnlyList<DueTask> page = [];
        do
        {
            page = await open.Storage.Dispatch.FindDueAsync(
                Work.Start.AddDays(2), page.Count == 0 ? null : page[^1], 2);
            seen.AddRange(page.Select(due => due.TaskId));
        }
        while (page.Count > 0);

        Assert.Equal(((int[])[4, 2, 3, 0, 1]).Select(i => Work.Task($"{i}", 1)), seen);
    }

    [Fact]
    public async Task A_turn_knows_the_conversation_of_the_newest_earlier_task_of_its_kind_that_reported_one()
    {
        await using var open = OpenStorage.Create();
        var claude = new TaskSpec { Kind = TaskKind.Claude, Prompt = "Hello" };
        var held = new Conversation { Id = "c-2", Cwd = "/work", CostUsd = 0.25m };
        await open.States.WriteTaskAsync(Talked(1, claude, held with { Id = "c-1" }), etag: null);
        await open.States.WriteTaskAsync(Talked(2, claude, held), etag: null);
        await open.States.WriteTaskAsync(Talked(3, claude, null), etag: null);
        await open.States.WriteTaskAsync(Talked(4, claude with { Kind = TaskKind.Codex }, held with { Id = "x" }), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 5, claude), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 6), etag: null);

        TurnFacts facts = await open.Storage.Dispatch.ReadTurnAsync(Work.Session("s"), 5, 0);

        Assert.Equal(new HeldConversation(held, Work.Agent("a")), facts.Conversation);
        Assert.Null((await open.Storage.Dispatch.ReadTurnAsync(Work.Session("s"), 1, 0)).Conversation);
        Assert.Null((await open.Storage.Dispatch.ReadTurnAsync(Work.Session("s"), 6, 0)).Conversation);
    }

    private static async Task<IEnumerable<TaskId>> DueAsync(OpenStorage open, DateTimeOffset now) =>
        (await open.Storage.Dispatch.FindDueAsync(now, after: null, 10)).Select(due => due.TaskId);

    private static TaskSnapshot Talked(long ordinal, TaskSpec spec, Conversation? held) =>
        Work.Queued("s", ordinal, spec).Offered().Started().Ended() with { Conversation = held };

    [Fact]
    public async Task Ordinals_go_on_from_the_highest()
    {
        await using var open = OpenStorage.Create();
        Assert.Equal(0, await open.Storage.Dispatch.LastOrdinalAsync(Work.Session("s")));
        await open.States.WriteTaskAsync(Work.Queued("s", 1), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 2), etag: null);

        Assert.Equal(2, await open.Storage.Dispatch.LastOrdinalAsync(Work.Session("s")));
    }

    private static Task<string> WriteAgentAsync(OpenStorage open, string name, Presence presence) =>
        open.States.WriteAgentAsync(new() { Id = Work.Agent(name), Name = name, Version = 1, Presence = presence }, etag: null);

    private static TaskSpec Labelled(params string[] labels) => new() { Kind = TaskKind.Command, Argv = ["x"], Labels = labels };

    private static async Task<IEnumerable<TaskId>> FindAsync(
        OpenStorage open, string agent = "a", AgentOffer? offer = null, int limit = 10) =>
        (await open.Storage.Dispatch.FindCandidatesAsync(Work.Agent(agent), offer ?? Anything, limit)).Select(found => found.TaskId);

    [Fact]
    public async Task A_session_says_what_is_out_and_what_was_never_seen_to_end()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("s", 1).Offered("a").Started().Ended(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 2).Offered("a").Started().Cancelled(force: true), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 3).Offered("a"), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("s", 4), etag: null);

        SessionFacts before = await open.Storage.Dispatch.ReadSessionAsync(Work.Session("s"), continuedPast: 0);
        SessionFacts after = await open.Storage.Dispatch.ReadSessionAsync(Work.Session("s"), continuedPast: 2);
        SessionFacts none = await open.Storage.Dispatch.ReadSessionAsync(Work.Session("none"), continuedPast: 0);

        Assert.Equal(new(Work.Agent("a"), new(Work.Task("s", 2), TaskState.Cancelled), LastUnproven: 2), before);
        Assert.Equal(new(Work.Task("s", 3), TaskState.Queued), after.Out);
        Assert.Equal(new(null, null, 0), none);
    }

    private static async Task<TurnBlocker?> BlockerAsync(OpenStorage open, long continuedPast = 0) =>
        (await open.Storage.Dispatch.ReadTurnAsync(Work.Session("s"), ordinal: 2, continuedPast)).Blocker;

    [Fact]
    public async Task A_removed_agent_is_looked_after_while_a_task_waits_for_it_alone()
    {
        await using var open = OpenStorage.Create();
        var spec = new TaskSpec { Kind = TaskKind.Command, Argv = ["true"], Agent = Work.Agent("gone") };
        AgentSnapshot gone = new() { Id = Work.Agent("gone"), Name = "gone", Version = 1, Presence = Presence.Removed };
        await open.States.WriteAgentAsync(gone, etag: null);
        await open.States.WriteAgentAsync(gone with { Id = Work.Agent("idle") }, etag: null);
        TaskSnapshot waits = Work.Queued(spec: spec);
        string etag = await open.States.WriteTaskAsync(waits, etag: null);

        Assert.Equal([gone.Id], await open.Storage.Dispatch.FindAgentsToWatchAsync());
        await open.States.WriteTaskAsync(waits.Cancelled(), etag);
        Assert.Empty(await open.Storage.Dispatch.FindAgentsToWatchAsync());
    }
}
