using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Access;

/// <summary>
/// Who may come in: makes, finds and revokes credentials and one-use codes. A secret leaves it once, when it
/// is made.
/// </summary>
public sealed class AccessService
{
    /// <summary>The name of whoever holds the first token, in timelines.</summary>
    public const string Admin = "admin";

    /// <summary>The name of browsers that logged in, in timelines.</summary>
    public const string Browser = "browser";

    /// <summary>How long an invite is good: enough to walk to another machine.</summary>
    public static readonly TimeSpan InviteLife = TimeSpan.FromHours(1);

    /// <summary>How long a login link is good: it is printed to be used at once.</summary>
    public static readonly TimeSpan LoginLife = TimeSpan.FromMinutes(15);

    /// <summary>How long a browser stays logged in.</summary>
    public static readonly TimeSpan BrowserLife = TimeSpan.FromDays(30);

    private readonly IAccessStore _store;
    private readonly CredentialCache _cache;
    private readonly TimeProvider _time;

    internal AccessService(IAccessStore store, CredentialCache cache, TimeProvider time) =>
        (_store, _cache, _time) = (store, cache, time);

    /// <summary>
    /// Sees to it that the file holds a good admin token that only its owner can read. Deleting the file and
    /// starting the server again makes a new token and revokes the old one.
    /// </summary>
    /// <param name="path">The file, <c>admin.token</c> in the data folder.</param>
    /// <param name="name">Whose token it is, in timelines. A new one revokes the older ones of that name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InvalidDataException">The file holds something else. The message says what to
    /// do.</exception>
    public async Task EnsureAdminTokenAsync(string path, string name = Admin, CancellationToken cancel = default)
    {
        string? token = await AdminTokenFile.ReadAsync(path, cancel);
        if (token is null)
        {
            token = Secrets.New(Secrets.TokenPrefix);
            // Nodes that share the folder may start together: the first file stands, and whoever wrote it revokes.
            if (await AdminTokenFile.TryCreateAsync(path, token, cancel))
            {
                await RevokeAsync(PrincipalKind.Admin, name, cancel);
            }
            else
            {
                token = await AdminTokenFile.ReadAsync(path, cancel) ?? token;
            }
        }
        if (await _store.FindAsync(Secrets.Hash(token), cancel) is null)
        {
            await AddAsync(token, PrincipalKind.Admin, name, null, cancel);
        }
    }

    /// <summary>
    /// A code that logs one browser in. It belongs behind the <c>#</c> of a link, where no server log sees
    /// it.
    /// </summary>
    public async Task<string> CreateLoginCodeAsync(CancellationToken cancel = default)
    {
        string code = Secrets.New(Secrets.LoginPrefix);
        await _store.AddCodeAsync(
            Secrets.Hash(code), CodePurpose.Login, _time.GetUtcNow() + LoginLife, cancel);
        return code;
    }

    /// <summary>A code that enrols one agent.</summary>
    public async Task<InviteView> CreateInviteAsync(CancellationToken cancel = default)
    {
        string code = Secrets.New(Secrets.InvitePrefix);
        DateTimeOffset expiresAt = _time.GetUtcNow() + InviteLife;
        await _store.AddCodeAsync(Secrets.Hash(code), CodePurpose.Invite, expiresAt, cancel);
        return new InviteView { Code = code, ExpiresAt = expiresAt };
    }

    /// <summary>The good credential behind a token; null if there is none.</summary>
    internal ValueTask<Credential?> FindAsync(string? token, CancellationToken cancel) =>
        Secrets.IsPlausible(token, Secrets.TokenPrefix)
            ? FindByHashAsync(Secrets.Hash(token!), cancel)
            : new((Credential?)null);

    /// <summary>Whether a credential that was good is still; open streams ask now and then.</summary>
    internal async ValueTask<bool> IsGoodAsync(Credential credential, CancellationToken cancel) =>
        await FindByHashAsync(credential.Hash, cancel) is not null;

    /// <summary>Uses a code up.</summary>
    internal async ValueTask<bool> UseCodeAsync(string? code, CodePurpose purpose, CancellationToken cancel)
    {
        string prefix = purpose == CodePurpose.Invite ? Secrets.InvitePrefix : Secrets.LoginPrefix;
        return Secrets.IsPlausible(code, prefix)
            && await _store.UseCodeAsync(Secrets.Hash(code!), purpose, _time.GetUtcNow(), cancel);
    }

    /// <summary>A new token for a browser.</summary>
    internal async Task<string> AddBrowserAsync(CancellationToken cancel)
    {
        string token = Secrets.New(Secrets.TokenPrefix);
        await AddAsync(token, PrincipalKind.Browser, Browser, _time.GetUtcNow() + BrowserLife, cancel);
        return token;
    }

    /// <summary>A new token for an agent.</summary>
    internal async Task<string> AddAgentAsync(AgentId agent, CancellationToken cancel)
    {
        string token = Secrets.New(Secrets.TokenPrefix);
        await AddAsync(token, PrincipalKind.Agent, agent.Value, null, cancel);
        return token;
    }

    internal async Task RevokeAsync(Credential credential, CancellationToken cancel)
    {
        await _store.RevokeAsync(credential.Hash, cancel);
        _cache.Forget(credential.Hash);
    }

    internal async Task RevokeAsync(PrincipalKind kind, string principal, CancellationToken cancel)
    {
        await _store.RevokeAsync(kind, principal, cancel);
        _cache.Forget(kind, principal);
    }

    private async ValueTask<Credential?> FindByHashAsync(string hash, CancellationToken cancel)
    {
        Credential? credential = _cache.Find(hash);
        if (credential is null)
        {
            long askedAt = _time.GetTimestamp();
            credential = await _store.FindAsync(hash, cancel);
            if (credential is null) return null;
            _cache.Keep(credential, askedAt);
        }
        return credential.ExpiresAt <= _time.GetUtcNow() ? null : credential;
    }

    private ValueTask AddAsync(
        string token, PrincipalKind kind, string principal, DateTimeOffset? expiresAt,
        CancellationToken cancel) =>
        _store.AddAsync(new Credential(Secrets.Hash(token), kind, principal, expiresAt), cancel);
}
