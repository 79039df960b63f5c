using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Tests;

public sealed class MigrationSpecs
{
    /// <summary>What the newer migrations added, taken away again.</summary>
    private const string BackToFirst = """
        DROP TABLE task_search;
        DROP INDEX tasks_created;
        DROP INDEX tasks_stalled;
        ALTER TABLE tasks DROP COLUMN result_line;
        ALTER TABLE tasks DROP COLUMN cost_nano;
        ALTER TABLE tasks DROP COLUMN input_tokens;
        ALTER TABLE tasks DROP COLUMN output_tokens;
        ALTER TABLE tasks DROP COLUMN cache_read_tokens;
        ALTER TABLE tasks DROP COLUMN cache_write_tokens;
        ALTER TABLE sessions DROP COLUMN cost_nano;
        ALTER TABLE sessions DROP COLUMN input_tokens;
        ALTER TABLE sessions DROP COLUMN output_tokens;
        ALTER TABLE sessions DROP COLUMN cache_read_tokens;
        ALTER TABLE sessions DROP COLUMN cache_write_tokens;
        ALTER TABLE sessions DROP COLUMN cwd;
        ALTER TABLE sessions DROP COLUMN cwd_ordinal;
        PRAGMA user_version = 1;
        """;

    [Fact]
    public async Task A_catalog_of_the_first_version_is_filled_in_from_its_documents()
    {
        string folder = TemporaryFolder.Name();
        (SessionSummary Session, IReadOnlyList<TaskSummary> Tasks) before;
        string path;
        await using (var open = OpenStorage.Open(folder))
        {
            TaskSnapshot ended = Work.Queued("s", 1, new() { Kind = TaskKind.Claude, Prompt = "Paint the gate", Title = "Paint" })
                .Offered().Started().Ended() with
            {
                Result = new() { Text = " It is green.\nAll of it.", CostUsd = 0.125m, Usage = new() { InputTokens = 1, OutputTokens = 2 } },
                Conversation = new() { Id = "c-1", Cwd = "/work/gate" },
            };
            await open.States.WriteTaskAsync(ended, etag: null);
            await open.States.WriteTaskAsync(Work.Queued("s", 2, new() { Kind = TaskKind.Command, Argv = ["make", "shed"] }), etag: null);
            before = await ReadAsync(open);
            path = open.Storage.CatalogDatabase.Path;
        }
        using (Database file = Database.OpenWriter(path)) file.Execute(BackToFirst);

        await using var again = OpenStorage.Open(folder, ownsFolder: true);
        Assert.Equivalent(before, await ReadAsync(again), strict: true);
        Assert.Equal((0.125m, "/work/gate"), (before.Session.CostUsd, before.Session.Cwd));
        foreach (string word in (string[])["paint", "gate", "green", "all", "shed"])
        {
            Assert.Single((await again.Storage.Catalog.ListTasksAsync(new() { Text = word })).Tasks);
        }
    }

    private static async Task<(SessionSummary Session, IReadOnlyList<TaskSummary> Tasks)> ReadAsync(OpenStorage open) => (
        (await open.Storage.Catalog.FindSessionAsync(Work.Session("s"), 0))!.Session,
        (await open.Storage.Catalog.ListTasksAsync(new())).Tasks);
}
