using Npgsql;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

/// <summary>A copy of a database is as old as it is: what is open in it may have run since.</summary>
public sealed class HomeSpecs
{
    [Fact]
    public async Task A_copy_holds_its_open_tasks_and_the_first_one_does_not()
    {
        string first = await MakeAsync();
        string copy = await CopyAsync(first);

        await using OpenStorage there = OpenStorage.Open(copy);
        Assert.Equal(TaskReason.Restored, (await ReadAsync(there, "waiting")).Hold);
        TaskSnapshot working = await ReadAsync(there, "working");
        Assert.Equal((TaskState.Unknown, TaskReason.Restored), (working.State, working.Hold));
        Assert.Equal((TaskState.Completed, TaskReason.None), await StateAsync(there, "over"));

        await using OpenStorage here = OpenStorage.Open(first);
        Assert.Equal((TaskState.Queued, TaskReason.None), await StateAsync(here, "waiting"));
        Assert.Equal((TaskState.Working, TaskReason.None), await StateAsync(here, "working"));
    }

    [Fact]
    public async Task In_a_copy_people_have_to_log_in_again_and_agents_do_not()
    {
        string first = await MakeAsync();
        await using (OpenStorage open = OpenStorage.Open(first))
        {
            await open.Storage.Access.AddAsync(new("page", PrincipalKind.Browser, "browser", null));
            await open.Storage.Access.AddAsync(new("admin", PrincipalKind.Admin, "admin", null));
            await open.Storage.Access.AddAsync(new("agent", PrincipalKind.Agent, Work.Agent("a").Value, null));
            await open.Storage.Access.AddCodeAsync("invite", CodePurpose.Invite, open.Now.AddHours(1));
        }
        string copy = await CopyAsync(first);

        await using OpenStorage there = OpenStorage.Open(copy);

        IAccessStore access = there.Storage.Access;
        Assert.Null(await access.FindAsync("admin"));
        Assert.Null(await access.FindAsync("page"));
        Assert.NotNull(await access.FindAsync("agent"));
        Assert.False(await access.UseCodeAsync("invite", CodePurpose.Invite, there.Now));
        await using OpenStorage here = OpenStorage.Open(first);
        Assert.NotNull(await here.Storage.Access.FindAsync("page"));
    }

    [Fact]
    public async Task What_a_person_let_go_on_in_a_copy_goes_on_after_the_next_start()
    {
        string copy = await CopyAsync(await MakeAsync());
        await using (OpenStorage there = OpenStorage.Open(copy))
        {
            Stored<TaskSnapshot> held = (await there.States.ReadTaskAsync(Work.Task("waiting", 1)))!;
            await there.States.WriteTaskAsync(held.State.Then(new TaskCommand.Release("bob")), held.ETag);
        }

        await using OpenStorage again = OpenStorage.Open(copy);
        Assert.Equal((TaskState.Queued, TaskReason.None), await StateAsync(again, "waiting"));
    }

    [Fact]
    public async Task Nodes_that_start_together_on_a_copy_find_every_open_task_held()
    {
        string copy = await CopyAsync(await MakeAsync());

        OpenStorage[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => OpenStorage.Open(copy))));

        foreach (OpenStorage node in nodes) Assert.Equal(TaskReason.Restored, (await ReadAsync(node, "waiting")).Hold);
        foreach (OpenStorage node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_does_not_say_who_it_is_still_tells_its_copies_apart()
    {
        using var server = new PostgresServer();
        string database = server.Database("first");
        await using (NpgsqlConnection connection = new(database))
        {
            await connection.OpenAsync();
            await using NpgsqlCommand revoke = new(
                "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; CREATE ROLE plain LOGIN; "
                + "GRANT ALL ON SCHEMA public TO plain; GRANT CREATE ON DATABASE first TO plain", connection);
            await revoke.ExecuteNonQueryAsync();
        }
        string plain = new NpgsqlConnectionStringBuilder(database) { Username = "plain" }.ConnectionString;

        await (await TaskSync.Postgres.PostgresStorage.OpenAsync(OpenStorage.Patient(plain))).DisposeAsync();

        await using NpgsqlConnection look = new(plain);
        await look.OpenAsync();
        await using NpgsqlCommand ask = new("SELECT h.database = d.oid::text FROM home h, pg_database d WHERE d.datname = 'first'", look);
        Assert.Equal(true, await ask.ExecuteScalarAsync());
    }

    private static async Task<string> MakeAsync()
    {
        await using OpenStorage open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("waiting"), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("working").Offered("a").Started(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("over").Offered("a").Started().Ended(), etag: null);
        return open.Database;
    }

    private static async Task<string> CopyAsync(string database)
    {
        string copy = PostgresServer.NewName();
        await using NpgsqlConnection connection = new(PostgresServer.Shared.ConnectionTo("postgres"));
        await connection.OpenAsync();
        await using NpgsqlCommand users = new(
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'", connection);
        using var patience = new CancellationTokenSource(Work.Patience);
        // What a closed connection leaves behind on the server goes when it gets to it, and nothing that is in use
        // is copied.
        while (await users.ExecuteScalarAsync(patience.Token) is not 0L)
        {
        }
        await using NpgsqlCommand command = new($"CREATE DATABASE {copy} TEMPLATE {database}", connection);
        await command.ExecuteNonQueryAsync();
        return copy;
    }

    private static async Task<TaskSnapshot> ReadAsync(OpenStorage open, string session) =>
        (await open.States.ReadTaskAsync(Work.Task(session, 1)))!.State;

    private static async Task<(TaskState, TaskReason)> StateAsync(OpenStorage open, string session) =>
        await ReadAsync(open, session) is var task ? (task.State, task.Hold) : default;
}
