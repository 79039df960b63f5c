using System.CommandLine;
using System.Net;
using TaskSync.Silo;

namespace TaskSync.Cli.Commands;

/// <summary>Where a server listens. Beyond this machine it wants TLS, or the word that something else takes care of that.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string> bind = new("--bind")
    {
        Description = "Address to listen on",
        HelpName = "ADDR",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<string?> certificate = new("--tls-cert") { Description = "Certificate, PEM", HelpName = "FILE" };
    private readonly Option<string?> key = new("--tls-key") { Description = "Its key, PEM", HelpName = "FILE" };

    private readonly Option<bool> insecure = new("--insecure")
    {
        Description = "Listen beyond this machine without TLS, as behind a proxy that has it",
    };

    private readonly Option<string[]> hostName = new("--host-name")
    {
        Description = "Name under which people reach the server; repeatable",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[bind, certificate, key, insecure, hostName]) command.Add(option);
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
        };
        Check(settings);
        return settings;
    }

    private static void Check(ServerSettings settings)
    {
        if (settings.TlsCertificate is null != settings.TlsKey is null)
        {
            throw new UsageException("--tls-cert and --tls-key go together.");
        }
        if (!IPAddress.TryParse(settings.Bind, out IPAddress? address))
        {
            throw new UsageException($"--bind takes an IP address such as 0.0.0.0 or ::1, not '{settings.Bind}'.");
        }
        if (!IPAddress.IsLoopback(address) && settings.TlsCertificate is null && !settings.Insecure)
        {
            throw new UsageException(
                $"{settings.Bind} can be reached from other machines, and tokens would go over the wire in the clear. Give "
                + "--tls-cert and --tls-key, or say --insecure if something in front of TaskSync does TLS.");
        }
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
