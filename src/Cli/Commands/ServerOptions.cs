using System.CommandLine;
using System.Net;
using TaskSync.Grains.Leases;
using TaskSync.Silo;

namespace TaskSync.Cli.Commands;

/// <summary>
/// Where a server listens. Beyond this machine it wants TLS, or the word that something else takes care of
/// that.
/// </summary>
internal sealed class ServerOptions
{
    private readonly Option<string> bind = new("--bind")
    {
        Description = "Address to listen on",
        HelpName = "ADDR",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<string?> certificate = Options.Text("--tls-cert", "FILE", "Certificate, PEM");
    private readonly Option<string?> key = Options.Text("--tls-key", "FILE", "Its key, PEM");
    private readonly Option<bool> insecure = Options.Flag("--insecure", "Listen beyond this machine without TLS");
    private readonly Option<string[]> hostName = Options.Texts("--host-name", "NAME", "Name that people reach it by");

    private readonly Option<string?> publicUrl = Options.Text("--public-url", "URL", "Where a proxy in front is reached");
    private readonly Option<string[]> trustedProxy =
        Options.Texts("--trusted-proxy", "ADDR", "Proxy that is believed who asks");

    private readonly Option<double> lease = new("--lease")
    {
        Description = "How long an agent is believed after it was heard",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => new LeaseOptions().Lease.TotalSeconds,
    };

    private readonly Option<double> sync = new("--sync")
    {
        Description = "How often an agent with nothing to say is heard",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => new LeaseOptions().Sync.TotalSeconds,
    };

    public void AddTo(Command command)
    {
        Option[] all = [bind, certificate, key, insecure, hostName, publicUrl, trustedProxy, lease, sync];
        foreach (Option option in all) command.Add(option);
    }

    /// <exception cref="UsageException">The server would be open to others without protection.</exception>
    public ServerSettings Read(Invocation call)
    {
        ServerSettings settings = new()
        {
            DataFolder = call.Folder.Path,
            Port = call.Get(call.Globals.Port) ?? GlobalOptions.DefaultPort,
            Bind = call.Get(bind)!,
            TlsCertificate = FullPath(call.Get(certificate)),
            TlsKey = FullPath(call.Get(key)),
            Insecure = call.Get(insecure),
            HostNames = call.Get(hostName) ?? [],
            PublicUrl = ReadPublicUrl(call.Get(publicUrl)),
            TrustedProxies = [.. (call.Get(trustedProxy) ?? []).Select(ReadProxy)],
            Leases = ReadLeases(call.Get(lease), call.Get(sync)),
        };
        Check(settings);
        return settings;
    }

    private static Uri? ReadPublicUrl(string? text)
    {
        if (text is null) return null;
        bool isOrigin = Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url.GetLeftPart(UriPartial.Authority) == url.AbsoluteUri.TrimEnd('/') && url.UserInfo.Length == 0;
        return isOrigin
            ? url
            : throw new UsageException(
                $"--public-url takes an address like https://tasks.example, with nothing behind it, not '{text}'.");
    }

    private static IPAddress ReadProxy(string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address
        : throw new UsageException($"--trusted-proxy takes an IP address, not '{text}'.");

    private static LeaseOptions ReadLeases(double lease, double sync)
    {
        if (lease is < 1 or > 3600) throw new UsageException("--lease takes 1 to 3600 seconds.");
        if (sync < 0.1 || sync * 3 > lease)
        {
            throw new UsageException("--sync takes 0.1 seconds or more, and a lease must hold three of them.");
        }
        return new() { Lease = TimeSpan.FromSeconds(lease), Sync = TimeSpan.FromSeconds(sync) };
    }

    private static void Check(ServerSettings settings)
    {
        if (settings.TlsCertificate is null != settings.TlsKey is null)
        {
            throw new UsageException("--tls-cert and --tls-key go together.");
        }
        if (!IPAddress.TryParse(settings.Bind, out IPAddress? address))
        {
            throw new UsageException($"--bind takes an IP address like 0.0.0.0 or ::1, not '{settings.Bind}'.");
        }
        if (!IPAddress.IsLoopback(address) && settings.TlsCertificate is null && !settings.Insecure)
        {
            throw new UsageException(
                $"{settings.Bind} can be reached from other machines, and tokens would travel in the clear. Give "
                + "--tls-cert and --tls-key, or say --insecure if something in front of TaskSync does TLS.");
        }
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
