using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Access;
using TaskSync.Postgres.Catalog;
using TaskSync.Postgres.Feed;
using TaskSync.Postgres.Output;
using TaskSync.Postgres.Server;
using TaskSync.Postgres.Writing;
using TaskSync.Storage;
using TaskSync.Storage.Backup;
using TaskSync.Storage.Feed;
using FeedReader = TaskSync.Postgres.Feed.FeedReader;

namespace TaskSync.Postgres;

/// <summary>One node's view of the storage that the nodes of a cluster share.</summary>
public sealed partial class PostgresStorage : IAsyncDisposable
{
    private const string Open =
        "SELECT task_no, task_id FROM tasks WHERE NOT is_over AND task_no > $1 ORDER BY task_no LIMIT $2";

    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Connections _server;
    private readonly CatalogWriter _writer;
    private readonly Listener _listener;

    private PostgresStorage(PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        (_clock, _logger) = (clock, logger);
        var place = new FeedPlace(0);
        _server = new(options);
        _writer = new(_server, place, Counters, clock, logger);
        var news = new GrowthNews(_server, logger);
        _listener = new(_server, place, news.Hear, options.PollEvery, clock, logger);
        States = new StateStore(_server, _writer);
        Dispatch = new DispatchCatalog(_server);
        Catalog = new CatalogReader(_server);
        Presence = new PresenceLog(_server);
        News = new AgentNewsBoard(_server);
        Feed = new FeedReader(_server, _listener, place);
        Output = new OutputStore(_server, news, options.PollEvery, clock);
        Access = new AccessStore(_server);
    }

    /// <summary>The states of grains.</summary>
    public IStateStore States { get; }

    /// <summary>What grains ask the catalog.</summary>
    public IDispatchCatalog Dispatch { get; }

    /// <summary>What the outside reads.</summary>
    public ICatalogReader Catalog { get; }

    /// <summary>When agents were last heard.</summary>
    public IPresenceLog Presence { get; }

    /// <summary>What the nodes tell each other about their agents.</summary>
    public IAgentNews News { get; }

    /// <summary>The change feed of the whole cluster.</summary>
    public IFeedReader Feed { get; }

    /// <summary>Output bytes.</summary>
    public IOutputStore Output { get; }

    /// <summary>Credentials and one-use codes.</summary>
    public IAccessStore Access { get; }

    /// <summary>What this node wrote since its start.</summary>
    public StorageCounters Counters { get; } = new();

    /// <summary>
    /// A pool of connections for who keeps tables of its own in the same schema: the engine, its membership and its
    /// reminders. Whoever asks for it disposes of it.
    /// </summary>
    /// <param name="options">Where it is.</param>
    /// <param name="connections">How many there may be at a time.</param>
    /// <exception cref="PostgresStartException">The connection string can't be read.</exception>
    public static DbDataSource OpenPool(PostgresOptions options, int connections) =>
        Connections.OpenPool(options, connections);

    /// <summary>
    /// Connects, checks that the server keeps what it confirms, brings the schema up to date, joins the cluster's feed, and
    /// settles this database if it is a copy that no node has worked with yet: its open tasks are held, and what people
    /// came in with ends.
    /// </summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The time; null for the system's.</param>
    /// <param name="logger">For what operators should hear; null for nobody.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="PostgresStartException">The server can't be reached, could lose what it confirms, or holds a
    /// newer schema. Nothing in it was changed.</exception>
    public static async Task<PostgresStorage> OpenAsync(
        PostgresOptions options, TimeProvider? clock = null, ILogger? logger = null, CancellationToken cancel = default)
    {
        var storage = new PostgresStorage(options, clock ?? TimeProvider.System, logger ?? NullLogger.Instance);
        try
        {
            await using (NpgsqlConnection connection = await storage._server.ConnectAsync(cancel))
            {
                await Promises.CheckAsync(connection, cancel);
                await Migrations.ApplyAsync(connection, cancel);
            }
            await storage._listener.StartAsync(cancel);
            await storage.SettleAsync(cancel);
            return storage;
        }
        catch (Exception e)
        {
            await storage.DisposeAsync();
            if (!Connections.IsTrouble(e)) throw;
            throw new PostgresStartException($"PostgreSQL can't be used: {e.Message}", e);
        }
    }

    /// <summary>Writes out what was accepted, leaves the cluster and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _listener.DisposeAsync();
        await _server.DisposeAsync();
        Counters.Dispose();
    }

    private async Task SettleAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _server.ConnectAsync(cancel);
        await Home.SettleAsync(connection, SettleCopyAsync, cancel);
    }

    private async Task SettleCopyAsync()
    {
        LogHeld(await OpenTasks.HoldAsync(States, ReadOpenAsync, _clock.GetUtcNow()));
        await _server.WriteAsync(new Query(OldAccess.EndCredentials));
        await _server.WriteAsync(new Query(OldAccess.EndCodes));
        IReadOnlyList<string> agents = await _server.ReadAsync(
            new(OldAccess.GoodAgents), row => row.Text(0), CancellationToken.None);
        LogLetIn(string.Join(", ", agents));
    }

    private ValueTask<IReadOnlyList<OpenTask>> ReadOpenAsync(long after) => _server.ReadAsync(
        new(Open, after, OpenTasks.PageTasks), row => new OpenTask(row.Int64(0), new TaskId(row.Text(1))),
        CancellationToken.None);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "This database is a copy of the one that it was before. Its {Count} open tasks wait until a person lets them go on.")]
    private partial void LogHeld(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Tokens of people, page logins and codes of before the copy are good no more. Agents are let in as they were then; one "
        + "that was removed since has to be removed again: {Agents}.")]
    private partial void LogLetIn(string agents);
}
