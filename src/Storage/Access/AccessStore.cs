using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Access;

/// <inheritdoc/>
internal sealed class AccessStore(CatalogDatabase catalog) : IAccessStore
{
    /// <inheritdoc/>
    public async ValueTask AddAsync(Credential credential, CancellationToken cancel) =>
        await RunAsync(database => database
            .Use("INSERT OR REPLACE INTO credentials (hash, kind, principal, expires_at) VALUES (?, ?, ?, ?)")
            .With(credential.Hash).With(Words.Of(credential.Kind)).With(credential.Principal).With(credential.ExpiresAt).Run());

    /// <inheritdoc/>
    public ValueTask<Credential?> FindAsync(string hash, CancellationToken cancel) =>
        catalog.Readers.ReadAsync(hash, static (reader, hash) =>
        {
            using Statement row = reader.Use("SELECT kind, principal, expires_at FROM credentials WHERE hash = ?").With(hash);
            return row.Step()
                ? new Credential(hash, row.Word<PrincipalKind>(0), row.Text(1), row.InstantOrNull(2))
                : null;
        }, cancel);

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(PrincipalKind kind, string principal, CancellationToken cancel) =>
        await RunAsync(database => database.Use("DELETE FROM credentials WHERE kind = ? AND principal = ?")
            .With(Words.Of(kind)).With(principal).Run());

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(string hash, CancellationToken cancel) =>
        await RunAsync(database => database.Use("DELETE FROM credentials WHERE hash = ?").With(hash).Run());

    /// <inheritdoc/>
    public async ValueTask AddCodeAsync(
        string hash, CodePurpose purpose, DateTimeOffset expiresAt, CancellationToken cancel) =>
        await RunAsync(database => database.Use("INSERT INTO codes (hash, purpose, expires_at) VALUES (?, ?, ?)")
            .With(hash).With(Words.Of(purpose)).With(expiresAt).Run());

    /// <inheritdoc/>
    public async ValueTask<bool> UseCodeAsync(
        string hash, CodePurpose purpose, DateTimeOffset now, CancellationToken cancel) =>
        await RunAsync(database =>
        {
            // Whoever comes by clears away what has expired.
            database.Use("DELETE FROM codes WHERE expires_at <= ?").With(now).Run();
            return database.Use("DELETE FROM codes WHERE hash = ? AND purpose = ?").With(hash).With(Words.Of(purpose)).Run();
        }) == 1;

    private Task<int> RunAsync(Func<Database, int> change) => catalog.Writer.RunAsync(WriteKind.Access, change);
}
