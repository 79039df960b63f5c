using Npgsql;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Postgres;

namespace TaskSync.Storage.Tests;

public sealed class OutageSpecs
{
    [Fact]
    public async Task A_write_whose_connection_is_cut_is_unknown_and_a_reading_tells()
    {
        await using OpenStorage open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        string etag = await open.States.WriteTaskAsync(task, etag: null);
        await using NpgsqlConnection other = new(PostgresServer.Shared.ConnectionTo(open.Database));
        await other.OpenAsync();
        await using NpgsqlTransaction holding = await other.BeginTransactionAsync();
        await RunAsync(other, "SELECT 1 FROM feed_head FOR UPDATE");

        Task<string> write = open.States.WriteTaskAsync(task.Offered(), etag);
        await CutWaitingWriterAsync(other);

        await Assert.ThrowsAnyAsync<UnavailableException>(() => write.WaitAsync(Work.Patience));
        await holding.RollbackAsync();
        Assert.Equal(etag, (await open.States.ReadTaskAsync(task.Id))!.ETag);
        Assert.Equal("2", await open.States.WriteTaskAsync(task.Offered(), etag));
    }

    [Fact]
    public async Task Under_load_a_crash_of_the_server_fails_writes_but_loses_none_that_was_acknowledged()
    {
        using var server = new PostgresServer();
        PostgresOptions options = OpenStorage.Patient(server.Database("test"));
        await using PostgresStorage node = await PostgresStorage.OpenAsync(options);
        var crashed = new TaskCompletionSource();
        Task<Dictionary<TaskId, int>>[] writers =
            [.. Enumerable.Range(0, 8).Select(i => KeepWritingAsync(node, $"{i}", crashed.Task))];
        await node.Feed.WaitAsync(100, CancellationToken.None).WaitAsync(Work.Patience);

        server.Crash();
        server.Start();
        crashed.SetResult();

        foreach (Task<Dictionary<TaskId, int>> writer in writers)
        {
            foreach ((TaskId id, int version) in await writer.WaitAsync(Work.Patience))
            {
                Assert.True((await node.States.ReadTaskAsync(id))!.State.Version >= version);
            }
        }
    }

    /// <summary>Writes tasks until some were stored after the crash; answers what was acknowledged.</summary>
    private static async Task<Dictionary<TaskId, int>> KeepWritingAsync(PostgresStorage node, string writer, Task crashed)
    {
        var acknowledged = new Dictionary<TaskId, int>();
        for (int i = 0, after = 0; after < 5; i++)
        {
            bool isAfter = crashed.IsCompleted;
            TaskSnapshot task = Work.Queued($"{writer}-{i}");
            try
            {
                string etag = await node.States.WriteTaskAsync(task, etag: null);
                acknowledged[task.Id] = 1;
                await node.States.WriteTaskAsync(task.Offered(), etag);
                acknowledged[task.Id] = 2;
                if (isAfter) after++;
            }
            catch (UnavailableException)
            {
                // Nothing is known of this one; the server comes back.
                await crashed.WaitAsync(Work.Patience);
            }
        }
        return acknowledged;
    }

    /// <summary>Waits until a writer stands before the lock that is held, and cuts it off.</summary>
    private static async Task CutWaitingWriterAsync(NpgsqlConnection connection)
    {
        const string Cut = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%tasksync_write%'
            """;
        using var patience = new CancellationTokenSource(Work.Patience);
        while ((long)(await RunAsync(connection, Cut))! == 0) patience.Token.ThrowIfCancellationRequested();
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
