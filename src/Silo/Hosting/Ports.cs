using System.Net;
using System.Net.Sockets;

namespace TaskSync.Silo.Hosting;

/// <summary>Ports for those who take no 0 for "any".</summary>
internal static class Ports
{
    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int Free(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether somebody else listens there.</summary>
    /// <exception cref="SocketException">It is no address of this machine.</exception>
    public static bool IsTaken(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return true;
        }
    }
}
