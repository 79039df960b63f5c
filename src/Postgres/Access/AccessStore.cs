using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Access;

/// <inheritdoc/>
internal sealed class AccessStore(Connections server) : IAccessStore
{
    /// <inheritdoc/>
    public async ValueTask AddAsync(Credential credential, CancellationToken cancel) => await server.WriteAsync(new Query("""
        INSERT INTO credentials (hash, kind, principal, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, principal = excluded.principal, expires_at = excluded.expires_at
        """, credential.Hash, Words.Of(credential.Kind), credential.Principal, Instants.ToColumn(credential.ExpiresAt)), cancel);

    /// <inheritdoc/>
    public async ValueTask<Credential?> FindAsync(string hash, CancellationToken cancel) =>
        (await server.ReadAsync(new("SELECT kind, principal, expires_at FROM credentials WHERE hash = $1", hash),
            row => new Credential(hash, row.Word<PrincipalKind>(0), row.Text(1), row.InstantOrNull(2)),
            cancel)).SingleOrDefault();

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(PrincipalKind kind, string principal, CancellationToken cancel) =>
        await server.WriteAsync(new Query(
            "DELETE FROM credentials WHERE kind = $1 AND principal = $2", Words.Of(kind), principal), cancel);

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(string hash, CancellationToken cancel) =>
        await server.WriteAsync(new Query("DELETE FROM credentials WHERE hash = $1", hash), cancel);

    /// <inheritdoc/>
    public async ValueTask AddCodeAsync(
        string hash, CodePurpose purpose, DateTimeOffset expiresAt, CancellationToken cancel) =>
        await server.WriteAsync(new Query("INSERT INTO codes (hash, purpose, expires_at) VALUES ($1, $2, $3)",
            hash, Words.Of(purpose), Instants.ToColumn(expiresAt)), cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> UseCodeAsync(
        string hash, CodePurpose purpose, DateTimeOffset now, CancellationToken cancel)
    {
        int used = await server.WriteAsync(new Query("DELETE FROM codes WHERE hash = $1 AND purpose = $2 AND expires_at > $3",
            hash, Words.Of(purpose), Instants.ToColumn(now)), cancel);
        if (used == 1) return true;
        // Whoever comes in vain clears away what has expired; apart, so that no two of them wait for each other in a circle.
        await server.WriteAsync(new Query("""
            DELETE FROM codes WHERE hash IN
                (SELECT hash FROM codes WHERE expires_at <= $1 ORDER BY hash FOR UPDATE SKIP LOCKED)
            """, Instants.ToColumn(now)), cancel);
        return false;
    }
}
