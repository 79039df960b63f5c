using TaskSync.Simulation.Mutations;
using Xunit.Abstractions;

namespace TaskSync.Simulation;

/// <summary>Many worlds full of trouble; each heals, and then every view says the same, and it is true.</summary>
public sealed class SimulationSpecs(ITestOutputHelper output)
{
    /// <summary>Seeds of an ordinary test run: what fits into well under a minute on two cores.</summary>
    private const int Seeds = 300;

    [Fact]
    public void After_the_healing_every_view_of_every_seed_agrees_with_the_authority_and_the_authority_with_the_truth()
    {
        Campaign campaign = Campaign.Run(first: 1, Seeds);
        output.WriteLine(campaign.Summary());
        Assert.True(campaign.Bad.Count == 0, campaign.Bad.Count == 0 ? "" : campaign.Bad[0].Report());
        // A campaign without trouble would prove nothing.
        Assert.All(
            ["server_crash", "agent_crash", "write_failed_late", "request_duplicated", "folder_copied", "folder_put_back", "agent_suspended",
                "partition"],
            fault => Assert.True(campaign.Counts.GetValueOrDefault(fault) > 0, $"no seed has a {fault}"));
    }

    [Fact]
    public void The_same_seed_is_the_same_story_to_the_last_word()
    {
        Assert.All([7, 11], seed => Assert.Equal(Campaign.Run(seed, 1).Fingerprint, Campaign.Run(seed, 1).Fingerprint));
    }

    [Theory]
    [InlineData(nameof(HasNoFence), 120)]
    [InlineData(nameof(AcknowledgesTooEarly), 12)]
    [InlineData(nameof(ReusesSeq), 12)]
    public void A_bug_put_in_on_purpose_is_found(string mutation, int withinSeeds)
    {
        const int AtOnce = 6;
        for (int first = 1; first <= withinSeeds; first += AtOnce)
        {
            Campaign campaign = Campaign.Run(first, AtOnce, () => Mutation.Named(mutation));
            if (campaign.Bad.Count == 0) continue;
            output.WriteLine($"seed {campaign.Bad[0].Seed}: {campaign.Bad[0].Violations[0]}");
            return;
        }
        Assert.Fail($"{mutation} is not found within {withinSeeds} seeds: the checks are blind to it.");
    }
}
