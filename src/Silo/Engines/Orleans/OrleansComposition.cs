using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace TaskSync.Silo.Engines;

/// <summary>
/// The engine of this build: a silo of Orleans, alone so far, on the data folder's SQLite files. Its
/// reminders are in memory; the sweep at the start watches whatever has work.
/// </summary>
internal static class EngineComposition
{
    /// <summary>A silo without a gateway: nobody but this process calls its grains.</summary>
    private const int NoGateway = 0;

    public static IServiceCollection AddEngine(this IServiceCollection services) => services
        .AddGrainMessages()
        .AddLogging(log => log
            // A note on the garbage collector, and a first look that takes the machine's uptime for a delay.
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error))
        .AddOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), NoGateway)
            .UseInMemoryReminderService());

    /// <summary>
    /// Orleans takes no 0 for "any port", and servers of other data folders may run beside this one.
    /// </summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
