using System.Text.RegularExpressions;
using SQLitePCL;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

/// <summary>
/// Every query of the catalog finds its rows by an index and gets them in its order: a table that is read from end to
/// end would be quick in every test and slow for every user.
/// </summary>
public sealed partial class QueryPlanSpecs
{
    [Fact]
    public async Task Every_query_goes_by_an_index()
    {
        await using var open = OpenStorage.Create(options => options with { Readers = 1 });
        await open.States.WriteTaskAsync(Work.Queued("one", 1), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("one", 2), etag: null);
        await AskEverythingAsync(open.Storage);

        string[] queries = await open.Storage.CatalogDatabase.Readers.ReadAsync(0, static (reader, _) => reader.Texts.ToArray(), default);

        Assert.InRange(queries.Length, 18, 100);
        Assert.Empty(queries.Where(sql => !IsOfTheFleet(sql)).SelectMany(sql =>
            Explain(open.Storage.CatalogDatabase.Path, sql).Where(IsSlow).Select(step => $"{step}\n  in {sql}")));
    }

    [Fact]
    public async Task The_search_for_work_reads_no_row_of_a_task_that_it_passes_over()
    {
        await using var open = OpenStorage.Create(options => options with { Readers = 1 });
        await open.Storage.Dispatch.FindCandidatesAsync(Work.Agent("a"), new(), 1);
        string sql = await open.Storage.CatalogDatabase.Readers.ReadAsync(0, static (reader, _) => Assert.Single(reader.Texts), default);

        string[] plan = Explain(open.Storage.CatalogDatabase.Path, sql);

        Assert.Contains("SCAN t USING COVERING INDEX tasks_offerable", plan);
        Assert.Contains("SEARCH b USING COVERING INDEX tasks_blocking (session_id=? AND ordinal<?)", plan);
        Assert.DoesNotContain(plan, step => step.Contains("ORDER BY", StringComparison.Ordinal));
    }

    private static async Task AskEverythingAsync(SqliteStorage storage)
    {
        await storage.Dispatch.LastOrdinalAsync(Work.Session("one"));
        await storage.Dispatch.ReadTurnAsync(Work.Session("one"), 1, 0);
        await storage.Dispatch.ReadSessionAsync(Work.Session("one"), 0);
        await storage.Dispatch.FindCandidatesAsync(Work.Agent("a"), new(), 1);
        await storage.Dispatch.ReadCustodyAsync(Work.Agent("a"));
        await storage.Dispatch.FindPinnedAsync(Work.Agent("a"));
        await storage.Dispatch.FindDueAsync(Work.Start, after: null, 1);
        await storage.Dispatch.FindAgentsToWatchAsync();
        await storage.Catalog.FindTaskAsync(Work.Task("one", 2));
        await storage.Catalog.FindSessionAsync(Work.Session("one"), 1);
        await storage.Catalog.ListTasksAsync(new());
        await storage.Catalog.ListTasksAsync(new() { SessionId = Work.Session("one") });
        await storage.Catalog.ListTasksAsync(new() { AgentId = Work.Agent("a") });
        await storage.Catalog.ListTasksAsync(new() { States = [TaskState.Failed, TaskState.Working] });
        await storage.Catalog.ListTasksAsync(new() { Text = "one", From = Work.Start });
        await storage.Catalog.ListTasksAsync(new() { Text = "one", States = [TaskState.Queued], AgentId = Work.Agent("a") });
        await storage.Catalog.ListSessionsAsync(new());
        await storage.Catalog.ListSessionsAsync(new() { Archived = true });
        await storage.Catalog.ListAgentsAsync();
        await storage.Feed.ReadAfterAsync(0, 10);
        await storage.Feed.ResolveAsync(new FeedCursor("x", 1));
        await storage.Presence.LastHeardAsync(Work.Agent("a"));
        await storage.Access.FindAsync("x");
        await storage.States.ReadSessionAsync(Work.Session("one"));
        await storage.States.ReadAgentAsync(Work.Agent("a"));
    }

    /// <summary>The fleet is read whole and sorted by name, on purpose.</summary>
    private static bool IsOfTheFleet(string sql) => sql.Contains("FROM agents WHERE presence", StringComparison.Ordinal);

    /// <summary>A scan of a table without an index, or a sort.</summary>
    private static bool IsSlow(string step) =>
        WholeTable().IsMatch(step) || step.StartsWith("USE TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal);

    [GeneratedRegex("^SCAN [a-z_]+$")]
    private static partial Regex WholeTable();

    private static string[] Explain(string path, string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(path, out sqlite3 db, raw.SQLITE_OPEN_READONLY, null));
        using (db)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(db, "EXPLAIN QUERY PLAN " + sql, out sqlite3_stmt statement));
            using (statement)
            {
                var steps = new List<string>();
                while (raw.sqlite3_step(statement) == raw.SQLITE_ROW) steps.Add(raw.sqlite3_column_text(statement, 3).utf8_to_string());
                return [.. steps];
            }
        }
    }
}
