using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TaskSync.Silo.Hosting;

/// <summary>
/// Where the server listens. Loopback needs nothing; anything wider needs TLS, or a user who says that something in front
/// of the server does that.
/// </summary>
internal sealed class ListenAddress
{
    private readonly IPAddress _address;
    private readonly int _port;
    private readonly X509Certificate2? _certificate;

    private ListenAddress(IPAddress address, int port, X509Certificate2? certificate)
    {
        _address = address;
        _port = port;
        _certificate = certificate;
    }

    public bool IsTls => _certificate is not null;

    public static ListenAddress Of(ServerSettings settings)
    {
        if (!IPAddress.TryParse(settings.Bind, out IPAddress? address))
        {
            throw Wrong($"--bind takes an IP address; {settings.Bind} is none.");
        }
        X509Certificate2? certificate = ReadCertificate(settings);
        if (!IPAddress.IsLoopback(address) && certificate is null && !settings.Insecure)
        {
            throw Wrong(
                $"{address} can be reached from other machines, and without TLS everybody on the way could read the credentials. "
                + "Give --tls-cert and --tls-key, or --insecure if something in front of TaskSync does TLS.");
        }
        return new(address, settings.Port, certificate);
    }

    public void Configure(KestrelServerOptions kestrel) => kestrel.Listen(_address, _port, listen =>
    {
        if (_certificate is not null) listen.UseHttps(_certificate);
    });

    private static X509Certificate2? ReadCertificate(ServerSettings settings)
    {
        if (settings.TlsCertificate is null && settings.TlsKey is null) return null;
        if (settings.TlsCertificate is null || settings.TlsKey is null)
        {
            throw Wrong("--tls-cert and --tls-key belong together.");
        }
        try
        {
            return X509Certificate2.CreateFromPemFile(settings.TlsCertificate, settings.TlsKey);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw Wrong($"The certificate {settings.TlsCertificate} cannot be used: {failure.Message}", failure);
        }
    }

    private static ServerStartException Wrong(string why, Exception? inner = null) =>
        new(why, inner!) { Failure = StartFailure.Misconfigured };
}
