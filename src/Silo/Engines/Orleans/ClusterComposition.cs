using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using TaskSync.Api.Server;
using TaskSync.Grains.Leases;
using TaskSync.Postgres;
using TaskSync.Silo.Hosting;
using TaskSync.Storage;

namespace TaskSync.Silo.Engines;

/// <summary>
/// A server of a cluster: a silo whose membership, reminders and grains' states are in one PostgreSQL, or a
/// front door to such silos. Membership and reminders are Orleans' own providers; the states are written by
/// our catalog, many at a time (<c>docs/decisions/0008-our-own-grain-storage-on-postgresql.md</c>).
/// </summary>
internal static class ClusterComposition
{
    /// <summary>
    /// The name by which nodes find each other in the database. Two clusters have two databases, or two
    /// schemas.
    /// </summary>
    private const string ClusterName = "tasksync";

    /// <summary>The provider's name for PostgreSQL's driver.</summary>
    private const string Npgsql = "Npgsql";

    public static IServiceCollection AddCluster(
        this IServiceCollection services, ServerSettings settings, ClusterSettings cluster)
    {
        DataFolder.Make(settings.DataFolder);
        var options = new PostgresOptions { ConnectionString = cluster.ConnectionString };
        services
            .AddPostgresStorage(options)
            .AddNews()
            .AddSingleton(_ => new MembershipDatabase(options))
            .Configure<ClusterOptions>(of => of.ClusterId = of.ServiceId = ClusterName);
        return cluster.ApiOnly
            ? services.AddFrontDoor()
            : services.AddNode(SiloEndpoint.Of(settings, cluster));
    }

    private static IServiceCollection AddNode(
        this IServiceCollection services, SiloEndpoint endpoint) => services
        .AddOrleans(silo => silo
            .ConfigureEndpoints(endpoint.Address, endpoint.SiloPort, endpoint.GatewayPort)
            .UseAdoNetClustering(clustering => clustering.Configure<MembershipDatabase>((of, database) =>
                (of.Invariant, of.DataSource) = (Npgsql, database.Source)))
            .UseAdoNetReminderService(reminders => reminders.Configure<MembershipDatabase>((of, database) =>
                (of.Invariant, of.DataSource) = (Npgsql, database.Source)))
            .Configure<ClusterMembershipOptions>(FailureDetection.Tune)
            .Configure<SiloMessagingOptions>(of => of.ResponseTimeout = FailureDetection.LongestCall)
            .AddDashboard(OrleansDashboard.Tune))
        .AddSingleton<ISweepTurn, OldestNodeSweeps>();

    private static IServiceCollection AddFrontDoor(this IServiceCollection services) => services
        .AddOrleansClient(client => client
            .UseAdoNetClustering(clustering => clustering.Configure<MembershipDatabase>((of, database) =>
                (of.Invariant, of.DataSource) = (Npgsql, database.Source)))
            .UseConnectionRetryFilter<FirstNodeWait>()
            .Configure<GatewayOptions>(of => of.GatewayListRefreshPeriod = FailureDetection.Refresh)
            .Configure<ClientMessagingOptions>(of => of.ResponseTimeout = FailureDetection.LongestCall)
            .AddDashboard(OrleansDashboard.Tune))
        .AddSingleton<INodesProbe, NodesProbe>();
}
