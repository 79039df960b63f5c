using TaskSync.Core.Ports;

namespace TaskSync.Storage.Tests;

public sealed class AccessSpecs
{
    [Fact]
    public async Task A_credential_is_found_by_its_hash_until_it_is_revoked()
    {
        await using var open = OpenStorage.Create();
        var admin = new Credential("h1", PrincipalKind.Admin, "admin", null);
        var agent = new Credential("h2", PrincipalKind.Agent, "a_1", open.Now.AddDays(1));
        await open.Storage.Access.AddAsync(admin);
        await open.Storage.Access.AddAsync(agent);
        await open.Storage.Access.AddAsync(agent with { Hash = "h3" });

        Assert.Equal(admin, await open.Storage.Access.FindAsync("h1"));
        Assert.Equal(agent, await open.Storage.Access.FindAsync("h2"));
        await open.Storage.Access.RevokeAsync("h2");
        Assert.Null(await open.Storage.Access.FindAsync("h2"));
        await open.Storage.Access.RevokeAsync(PrincipalKind.Agent, "a_1");
        Assert.Null(await open.Storage.Access.FindAsync("h3"));
        Assert.NotNull(await open.Storage.Access.FindAsync("h1"));
    }

    [Fact]
    public async Task A_code_is_good_once_for_its_purpose_and_its_time()
    {
        await using var open = OpenStorage.Create();
        IAccessStore access = open.Storage.Access;
        await access.AddCodeAsync("c1", CodePurpose.Invite, open.Now.AddHours(1));
        await access.AddCodeAsync("c2", CodePurpose.Login, open.Now.AddMinutes(5));

        Assert.False(await access.UseCodeAsync("c1", CodePurpose.Login, open.Now));
        Assert.True(await access.UseCodeAsync("c1", CodePurpose.Invite, open.Now));
        Assert.False(await access.UseCodeAsync("c1", CodePurpose.Invite, open.Now));
        Assert.False(await access.UseCodeAsync("c2", CodePurpose.Login, open.Now.AddMinutes(5)));
        Assert.False(await access.UseCodeAsync("unknown", CodePurpose.Login, open.Now));
    }

    [Fact]
    public async Task Of_many_that_use_a_code_at_once_one_may_go_on()
    {
        await using var open = OpenStorage.Create();
        await open.Storage.Access.AddCodeAsync("c", CodePurpose.Login, open.Now.AddHours(1));

        bool[] used = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => open.Storage.Access.UseCodeAsync("c", CodePurpose.Login, open.Now).AsTask()));

        Assert.Single(used, yes => yes);
    }
}
