namespace TaskSync.Core.Ports;

/// <summary>Whom a credential speaks for.</summary>
public enum PrincipalKind
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>A person or script that may do everything.</summary>
    Admin,

    /// <summary>One agent, which may only speak for itself.</summary>
    Agent,

    /// <summary>A browser that logged in; may do what an admin may.</summary>
    Browser,
}

/// <summary>What a one-use code is good for.</summary>
public enum CodePurpose
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Enrolling an agent.</summary>
    Invite,

    /// <summary>Logging a browser in.</summary>
    Login,
}

/// <summary>A credential as it is stored: never the secret, only its SHA-256.</summary>
/// <param name="Hash">SHA-256 of the secret, in lower-case hex.</param>
/// <param name="Kind">Whom it speaks for.</param>
/// <param name="Principal">The name in timelines: <c>admin</c>, or the agent's id.</param>
/// <param name="ExpiresAt">When it stops being good; null for never.</param>
public sealed record Credential(string Hash, PrincipalKind Kind, string Principal, DateTimeOffset? ExpiresAt);

/// <summary>Credentials and one-use codes. The secrets have 128 random bits or more, so their plain SHA-256 is enough.</summary>
public interface IAccessStore
{
    /// <summary>Stores a credential.</summary>
    ValueTask AddAsync(Credential credential, CancellationToken cancel = default);

    /// <summary>The credential with this hash; null if there is none, whether or not it has expired otherwise.</summary>
    ValueTask<Credential?> FindAsync(string hash, CancellationToken cancel = default);

    /// <summary>Revokes all credentials of a principal of this kind.</summary>
    ValueTask RevokeAsync(PrincipalKind kind, string principal, CancellationToken cancel = default);

    /// <summary>Revokes one credential.</summary>
    ValueTask RevokeAsync(string hash, CancellationToken cancel = default);

    /// <summary>Stores a one-use code, by its hash.</summary>
    ValueTask AddCodeAsync(string hash, CodePurpose purpose, DateTimeOffset expiresAt, CancellationToken cancel = default);

    /// <summary>Uses a code up.</summary>
    /// <returns>True for the one caller that may go on; false if it is unknown, used, expired or for something else.</returns>
    ValueTask<bool> UseCodeAsync(string hash, CodePurpose purpose, DateTimeOffset now, CancellationToken cancel = default);
}
