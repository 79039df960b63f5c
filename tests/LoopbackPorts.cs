using System.Net;
using System.Net.Sockets;

namespace TaskSync.Tests;

/// <summary>
/// Ports for servers that a test starts, and starts again where they were. All lie below those that systems hand
/// out to whoever asks for any (from 32768 on Linux): such a port can be gone again before its server listens, to a suite
/// beside this one, whose server then answers in its place.
/// </summary>
internal static class LoopbackPorts
{
    private const int First = 10_100;
    private const int HandedOutFrom = 32_768;

    /// <summary>
    /// What this process has chosen is its own until it ends, and no other suite on this machine chooses it: also before its server
    /// listens, and while that is down. A name of Linux for each port says so; the names go with the process.
    /// </summary>
    private static readonly List<Socket> Claims = [];

    /// <summary>A free port whose neighbours at these distances above it are free, too.</summary>
    public static int Free(params int[] distances)
    {
        int[] all = [0, .. distances];
        while (true)
        {
            int port = Random.Shared.Next(First, HandedOutFrom - all.Max());
            // One that is claimed and not free stays claimed: nobody could use it.
            if (all.All(distance => TryClaim(port + distance) && IsFree(port + distance))) return port;
        }
    }

    private static bool TryClaim(int port)
    {
        var claim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            claim.Bind(new UnixDomainSocketEndPoint($"\0tasksync-test-port-{port}"));
        }
        catch (SocketException)
        {
            claim.Dispose();
            return false;
        }
        lock (Claims) Claims.Add(claim);
        return true;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
