using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>Conversations with a coding agent on the page; only the model is a stand-in.</summary>
public sealed class ConversationSpecs(Chromium chromium) : InHouse(chromium)
{
    private const string Taken = """{"title":"Answered","detail":"Somebody else was first.","status":409}""";

    [ChromiumFact]
    public async Task A_prompt_is_seen_at_work_and_then_answered()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("wait for me");
        await tab.SeesStateAsync("Working");
        await tab.SeesInTurnAsync(1, "I look.");

        House.Go();
        await tab.SeesStateAsync("Completed");
        await tab.SeesInTurnAsync(1, "Turn 1: wait for me");
        await tab.SeesInTurnAsync(1, "$0.05");
        tab.MadeNoMistakes();
    }

    [ChromiumFact]
    public async Task A_follow_up_waits_its_turn_and_goes_on_with_the_conversation()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("wait for me");
        await tab.SeesStateAsync("Working");
        await tab.FollowUpAsync("And then?");
        await tab.SeesStateAsync(2, "Queued");
        await tab.SeesInTurnAsync(2, "Waits for its turn behind “wait for me”");

        House.Go();
        await tab.SeesStateAsync(2, "Completed");
        await tab.SeesInTurnAsync(2, "Turn 2: And then?");
        await tab.SeesTasksAsync(2);
        await tab.SeesSessionsAsync(1);
    }

    [ChromiumFact]
    public async Task A_cancelled_turn_says_so_and_the_next_one_goes_on()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("wait for me");
        await tab.SeesInTurnAsync(1, "I look.");

        await tab.PressAsync("Cancel");
        await tab.SeesStateAsync(1, "Cancelled");
        await tab.FollowUpAsync("Something else");
        await tab.SeesStateAsync(2, "Completed");
    }

    [ChromiumFact]
    public async Task A_crash_says_why_and_keeps_what_was_done()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("crash now");
        await tab.SeesStateAsync("Failed");
        await tab.SeesInTurnAsync(1, "signal");
        await tab.SeesInTurnAsync(1, "I look.");
    }

    [ChromiumFact]
    public async Task A_tool_is_one_line_that_opens_to_what_it_was_given_and_answered()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("Hello");
        await tab.SeesStateAsync("Completed");
        await tab.Page.GetByText("What it did").ClickAsync();
        await tab.Page.Locator(".deed-tool summary").ClickAsync();
        await Expect(tab.Page.Locator(".deed-tool .code")).ToHaveTextAsync(["ls", "a.txt"]);
    }

    [ChromiumFact]
    public async Task A_closed_tab_misses_nothing()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("wait for me");
        await tab.SeesStateAsync("Working");
        string place = tab.Page.Url;
        await tab.Page.CloseAsync();

        House.Go();
        Tab later = await Tab.OpenAsync(Context, place);
        await later.SeesStateAsync("Completed");
        await later.SeesInTurnAsync(1, "Turn 1: wait for me");
        later.MadeNoMistakes();
    }

    [ChromiumFact]
    public async Task Two_tabs_hold_one_conversation()
    {
        Tab one = await Tab.LogInAsync(Context, House);
        await one.AskAsync("wait for me");
        await one.SeesStateAsync("Working");
        Tab two = await Tab.OpenAsync(Context, one.Page.Url);
        await two.SeesStateAsync("Working");

        await two.FollowUpAsync("From the other tab");
        await one.SeesTasksAsync(2);
        House.Go();
        await one.SeesInTurnAsync(2, "Turn 2: From the other tab");
        await two.SeesInTurnAsync(2, "Turn 2: From the other tab");
    }

    [ChromiumFact]
    public async Task A_restart_of_the_server_in_the_middle_is_seen_and_survived()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("wait for me");
        await tab.SeesInTurnAsync(1, "I look.");

        await House.StopServerAsync();
        await Expect(tab.Truth).ToHaveTextAsync("Reconnecting…");
        House.Go();
        await House.StartServerAsync();
        await tab.SeesLiveAsync();
        await tab.SeesStateAsync("Completed");
        await tab.SeesInTurnAsync(1, "Turn 1: wait for me");
    }

    [ChromiumFact]
    public async Task A_session_gets_a_name_and_is_put_away()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("Hello");
        await tab.SeesStateAsync("Completed");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await tab.Page.Locator("#rename-title").FillAsync("A greeting");
        await tab.Page.Locator("#rename-title").PressAsync("Enter");
        await Expect(tab.Page.Locator("#session-title")).ToHaveTextAsync("A greeting");
        await Expect(tab.Page.Locator("#sessions-list .item-title")).ToHaveTextAsync("A greeting");

        await tab.Page.Locator("#session-archive").ClickAsync();
        await tab.SeesSessionsAsync(0);
        await tab.Page.Locator("#sessions-archived").ClickAsync();
        await Expect(tab.Page.Locator("#sessions-list .item-title")).ToHaveTextAsync("A greeting");
    }

    [ChromiumFact]
    public async Task A_moved_session_begins_a_new_conversation_on_the_other_agent()
    {
        await House.StartAgentAsync("tower");
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.Page.Locator(".composer-options summary").ClickAsync();
        await tab.Page.Locator("#composer-agent").SelectOptionAsync(new SelectOptionValue { Label = "laptop" });
        await tab.AskAsync("Hello");
        await tab.SeesStateAsync("Completed");

        await tab.Page.Locator("#session-move").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Tab.ContainsAsync(tab.Page.Locator("#session-facts"), "on tower");
        await tab.FollowUpAsync("Hello again");
        await tab.SeesInTurnAsync(2, "Turn 1: Hello again");
        await tab.SeesInTurnAsync(2, "tower");
    }

    [ChromiumFact]
    public async Task Conversations_on_two_agents_go_on_side_by_side()
    {
        await House.StartAgentAsync("tower");
        Tab[] tabs = [await Tab.LogInAsync(Context, House), await OpenAsync(), await OpenAsync()];
        string[] prompts = ["wait for one", "wait for two", "crash at three"];
        foreach ((Tab tab, string prompt) in tabs.Zip(prompts)) await tab.AskAsync(prompt);
        await tabs[0].SeesStateAsync("Working");
        await tabs[1].SeesStateAsync("Working");
        await tabs[2].SeesStateAsync("Failed");
        foreach (Tab tab in tabs) await tab.FollowUpAsync("And then?");

        House.Go();
        await tabs[0].SeesInTurnAsync(2, "Turn 2: And then?");
        await tabs[1].SeesInTurnAsync(2, "Turn 2: And then?");
        await tabs[2].SeesStateAsync(2, "Completed");
        await tabs[0].SeesSessionsAsync(3);
    }

    [ChromiumFact]
    public async Task A_question_is_shown_where_it_is_asked_and_answered_by_its_name()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        string? sent = null;
        await tab.Page.RouteAsync("**/api/tasks/t_*", AskAsync);
        await tab.Page.RouteAsync("**/api/tasks/*/answer", route =>
        {
            sent = route.Request.PostData;
            return route.FulfillAsync(new() { Status = 409, ContentType = "application/problem+json", Body = Taken });
        });
        await tab.AskAsync("wait for me");
        await tab.SeesInTurnAsync(1, "May it use Bash?");
        await Expect(tab.Page.Locator(".question .code")).ToHaveTextAsync("make clean");

        await tab.Page.GetByLabel("What to tell it").FillAsync("Not today");
        await tab.PressAsync("Deny");
        await tab.SeesInTurnAsync(1, "Somebody else was first.");
        Assert.Equal("""{"request_id":"q1","behavior":"deny","text":"Not today"}""", sent);
    }

    [ChromiumFact]
    public async Task Details_are_opened_and_left_with_the_keyboard()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("Hello");
        await tab.SeesStateAsync("Completed");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Details of Hello" }).FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#task .facts")).ToContainTextAsync("stand-in-1");

        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("#task")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    public async Task The_keyboard_reaches_the_conversation_without_passing_every_session()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("Hello");
        await tab.SeesStateAsync("Completed");
        await tab.Page.ReloadAsync();
        await tab.SeesLiveAsync();

        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Page.Locator("#session-rename")).ToBeFocusedAsync();
    }

    private async Task<Tab> OpenAsync()
    {
        Tab tab = await Tab.OpenAsync(Context, House.Url.AbsoluteUri);
        await tab.SeesLiveAsync();
        return tab;
    }

    /// <summary>Lets a task that works ask for something: the stand-in never does.</summary>
    private static async Task AskAsync(IRoute route)
    {
        IAPIResponse answer = await route.FetchAsync();
        JsonNode task = JsonNode.Parse(await answer.TextAsync())!;
        if (task["state"]?.GetValue<string>() == "working")
        {
            task["state"] = "input_required";
            task["question"] = JsonNode.Parse(
                """{"request_id":"q1","tool":"Bash","input":"{\"command\":\"make clean\"}","asked_at":"2026-01-01T00:00:00Z"}""");
        }
        await route.FulfillAsync(new() { Response = answer, Body = task.ToJsonString() });
    }
}
