using TaskSync.Core.Agents;
using TaskSync.Core.Views;

namespace TaskSync.Api.Agents;

/// <summary>People call agents by their name, programs by their id.</summary>
internal static class AgentNames
{
    public static IEnumerable<AgentSummary> Find(IReadOnlyList<AgentSummary> fleet, string wanted) =>
        fleet.Where(agent => agent.AgentId.Value == wanted || agent.Name == wanted);

    public static string Explain(string wanted, int found) => found == 0
        ? $"There is no agent \"{Texts.Clip(wanted, 60)}\"."
        : $"{found} agents are called \"{Texts.Clip(wanted, 60)}\"; name one by its id.";
}
