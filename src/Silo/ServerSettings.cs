using System.Net;
using TaskSync.Grains.Leases;

namespace TaskSync.Silo;

/// <summary>What a server is started with.</summary>
public sealed record ServerSettings
{
    /// <summary>
    /// The folder that holds everything, and has one owner at a time; of a cluster's node it holds the admin's token
    /// alone, and any number may share one.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 7420;

    /// <summary>The address to listen on: loopback unless somebody says otherwise.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>A certificate in PEM form; needed, with its key, where the address is not loopback.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>The certificate's key in PEM form.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Listens beyond loopback without TLS: the user has said that something in front of it does that.</summary>
    public bool Insecure { get; init; }

    /// <summary>The times that leases live by.</summary>
    public LeaseOptions Leases { get; init; } = new();

    /// <summary>Names beside loopback and the address under which people reach the server.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>
    /// Where people outside reach the server through a proxy: scheme, name and port. Cookies, links and the check of where a page
    /// came from hold to it.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Addresses of proxies that are believed when they say whom a request comes from. With a public address those on this
    /// machine are, too.
    /// </summary>
    public IReadOnlyList<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>The cluster that this server is a node of; null keeps everything in the data folder.</summary>
    public ClusterSettings? Cluster { get; init; }
}
