using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using TaskSync.Api;
using TaskSync.Api.Access;
using TaskSync.Core;
using TaskSync.Grains;
using TaskSync.Silo.Engines;
using TaskSync.Silo.Hosting;
using TaskSync.Storage;

namespace TaskSync.Silo;

/// <summary>The server: an engine, its storage and the HTTP front door, put together.</summary>
public sealed class TaskSyncServer : IAsyncDisposable
{
    /// <summary>How long open streams and running calls may hold up a stop.</summary>
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly Uri? _publicUrl;

    private TaskSyncServer(WebApplication app, ServerSettings settings, Uri url)
    {
        _app = app;
        _folder = settings.DataFolder;
        _publicUrl = settings.PublicUrl;
        Url = url;
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>What it is made of; for tests that look behind the door.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server that is ready when this returns.</summary>
    /// <exception cref="ServerStartException">It can't start; the message says why and what to do.</exception>
    public static async Task<TaskSyncServer> StartAsync(ServerSettings settings, CancellationToken cancel = default)
    {
        ListenAddress address = ListenAddress.Of(settings);
        try
        {
            WebApplication app = Compose(settings, address);
            await StartAsync(app, cancel);
            var url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            await app.Services.GetRequiredService<AccessService>()
                .EnsureAdminTokenAsync(Path.Combine(settings.DataFolder, "admin.token"), AdminOf(settings), cancel);
            ServerFile.Write(settings.DataFolder, url);
            return new(app, settings, url);
        }
        catch (StorageException failure)
        {
            throw new ServerStartException(failure.Message, failure)
            {
                Failure = failure is DataFolderException ? StartFailure.FolderUnusable : StartFailure.Surroundings,
            };
        }
        catch (OrleansException failure)
        {
            throw new ServerStartException($"This node can't join its cluster: {failure.Message}", failure);
        }
        catch (IOException failure) when (failure.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new ServerStartException(
                $"Port {settings.Port} on {settings.Bind} is taken. Stop what listens there, or choose another with --port.", failure)
            {
                Failure = StartFailure.PortTaken,
            };
        }
    }

    /// <summary>A one-time link that logs a browser in. Its secret is in the fragment, which no server and no log ever sees.</summary>
    public async Task<string> CreateLoginLinkAsync(CancellationToken cancel = default) =>
        $"{_publicUrl ?? Url}#login={await _app.Services.GetRequiredService<AccessService>().CreateLoginCodeAsync(cancel)}";

    /// <summary>A one-use code with which an agent enrols.</summary>
    public async Task<string> CreateInviteAsync(CancellationToken cancel = default) =>
        (await _app.Services.GetRequiredService<AccessService>().CreateInviteAsync(cancel)).Code;

    /// <summary>Ends when the server stops, or is told to by a signal.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancel = default) => _app.WaitForShutdownAsync(cancel);

    /// <summary>Stops: no new calls, open ones have a bound, what was taken is written.</summary>
    public async Task StopAsync(CancellationToken cancel = default)
    {
        ServerFile.Remove(_folder);
        await _app.StopAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch
        {
            // What did start has to leave in good order: the other nodes of a cluster know it already.
            await app.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The nodes of a cluster share one table of credentials, and each has a token in its own folder; by their names,
    /// who makes a new one revokes no other's.
    /// </summary>
    private static string AdminOf(ServerSettings settings) => settings.Cluster is null
        ? AccessService.Admin
        : $"{AccessService.Admin}@{Environment.MachineName}:{Path.GetFullPath(settings.DataFolder)}";

    private static ApiSettings FrontDoor(ServerSettings settings, ListenAddress address) => new()
    {
        Tls = address.IsTls,
        HostNames = [settings.Bind, .. settings.HostNames],
        PublicUrl = settings.PublicUrl,
        Proxies = settings.PublicUrl is null
            ? settings.TrustedProxies
            : [.. settings.TrustedProxies, IPAddress.Loopback, IPAddress.IPv6Loopback],
    };

    private static WebApplication Compose(ServerSettings settings, ListenAddress address)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        // Why a start failed is said in a sentence by whoever asked for it; what stops a server that runs is critical.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.BodyBytes;
            address.Configure(kestrel);
        });
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = StopBound)
            .AddSingleton(TimeProvider.System)
            .AddTaskSyncGrains(settings.Leases)
            .AddEngine(settings)
            .AddPasses(sweeps: settings.Cluster is not { ApiOnly: true })
            .AddTaskSyncApi(FrontDoor(settings, address));
        WebApplication app = builder.Build();
        return app.MapTaskSync().MapEngine();
    }
}
