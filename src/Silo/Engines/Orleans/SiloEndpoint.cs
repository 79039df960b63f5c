using System.Net;
using System.Net.Sockets;
using TaskSync.Silo.Hosting;

namespace TaskSync.Silo.Engines;

/// <summary>
/// Where the other nodes and their clients reach this silo. They find it in the database, so nobody has to be
/// told; ports can be named for a firewall's sake.
/// </summary>
internal sealed record SiloEndpoint(IPAddress Address, int SiloPort, int GatewayPort)
{
    /// <summary>
    /// How far above the API's port the silo's are: a restarted node has the same ones, so that its row takes
    /// the place of the one before, and nodes on one machine don't meet.
    /// </summary>
    private const int SiloAbove = 10_000;

    private const int GatewayAbove = 20_000;

    /// <exception cref="ServerStartException">The address is none of this machine, or a named port is taken.</exception>
    public static SiloEndpoint Of(ServerSettings settings, ClusterSettings cluster)
    {
        IPAddress address = AddressOf(settings, cluster);
        try
        {
            return new(
                address,
                Choose(address, "--silo-port", cluster.SiloPort, settings.Port, SiloAbove),
                Choose(address, "--gateway-port", cluster.GatewayPort, settings.Port, GatewayAbove));
        }
        catch (SocketException failure)
        {
            throw new ServerStartException(
                $"{address} is no address of this machine. Say with --cluster-address where other nodes reach it.",
                failure);
        }
    }

    private static IPAddress AddressOf(ServerSettings settings, ClusterSettings cluster)
    {
        string text = cluster.Address ?? settings.Bind;
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            throw new ServerStartException($"--cluster-address takes an IP address; {text} is none.");
        }
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)) return address;
        throw new ServerStartException(
            $"{address} stands for every address, and other nodes need one. Say with --cluster-address where "
            + "they reach this node: in a network of their own, because whoever reaches it can do everything.");
    }

    private static int Choose(IPAddress address, string option, int? named, int port, int above)
    {
        if (named is { } wanted)
        {
            return !Ports.IsTaken(address, wanted)
                ? wanted
                : throw new ServerStartException(
                    $"Port {wanted} on {address} is taken. Stop what listens there, or choose another with "
                    + $"{option}.");
        }
        int usual = port + above;
        bool isFree = port > 0 && usual <= IPEndPoint.MaxPort && !Ports.IsTaken(address, usual);
        return isFree ? usual : Ports.Free(address);
    }
}
