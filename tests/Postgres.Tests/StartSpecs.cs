using Npgsql;
using TaskSync.Postgres;

namespace TaskSync.Storage.Tests;

public sealed class StartSpecs
{
    [Fact]
    public async Task Nodes_that_start_together_make_one_schema_and_one_epoch()
    {
        string database = PostgresServer.NewName();
        PostgresOptions options = OpenStorage.Patient(PostgresServer.Shared.Database(database));

        PostgresStorage[] nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresStorage.OpenAsync(options)));
        string[] epochs = [.. nodes.Select(node => node.Feed.Head.Epoch).Distinct()];
        foreach (PostgresStorage node in nodes) await node.DisposeAsync();

        Assert.Single(epochs);
        Assert.Equal("1", await AskAsync(database, "SELECT count(*) FROM epochs"));
        Assert.Equal("9", await AskAsync(database, "SELECT count(*) FROM tasksync_schema"));
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_left_alone()
    {
        await using OpenStorage made = OpenStorage.Create();
        await AskAsync(made.Database, "INSERT INTO tasksync_schema VALUES (99)");

        var refused = await Assert.ThrowsAsync<PostgresStartException>(() => PostgresStorage.OpenAsync(
            OpenStorage.Patient(PostgresServer.Shared.ConnectionTo(made.Database))));

        Assert.Contains("schema 99", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Start that version", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fsync"), InlineData("full_page_writes"), InlineData("synchronous_commit")]
    public async Task A_server_that_may_lose_what_it_confirmed_is_refused(string setting)
    {
        using var server = new PostgresServer($"{setting} = off");
        string connection = server.Database("test");

        var refused = await Assert.ThrowsAsync<PostgresStartException>(
            () => PostgresStorage.OpenAsync(OpenStorage.Patient(connection)));

        Assert.Contains($"{setting} = off", refused.Message, StringComparison.Ordinal);
        await using NpgsqlConnection look = new(connection);
        await look.OpenAsync();
        await using NpgsqlCommand tables = new("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", look);
        Assert.Equal(0L, await tables.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_without_the_secret()
    {
        var refused = await Assert.ThrowsAsync<PostgresStartException>(() => PostgresStorage.OpenAsync(
            new() { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=hunter2;Database=d" }));

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = new(PostgresServer.Shared.ConnectionTo(database));
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }
}
