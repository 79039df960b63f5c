using System.CommandLine;
using System.Net;
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

    public void AddTo(Command command)
    {
        Option[] all = [bind, certificate, key, insecure, hostName];
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
