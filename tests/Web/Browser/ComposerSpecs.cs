using Microsoft.Playwright;
using TaskSync.Core.Tasks;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>The form for a new task, while the world around it changes.</summary>
public sealed class ComposerSpecs(Chromium chromium) : InHouse(chromium)
{
    protected override IReadOnlyList<TaskKind> Kinds => [TaskKind.Command];

    [ChromiumFact]
    public async Task What_is_proposed_and_was_chosen_stays_when_an_agent_comes_that_can_do_more()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        ILocator command = tab.Page.Locator("#composer-command");
        await Expect(command).ToBeCheckedAsync();
        await tab.Page.Locator(".kinds label", new() { HasText = "Command" }).ClickAsync();

        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "able");
        await agent.SayAsync(SpokenAgent.Well);
        await Expect(tab.Page.Locator("#composer-roots option[value='/']")).ToHaveCountAsync(1);
        await Expect(command).ToBeCheckedAsync();
    }
}
