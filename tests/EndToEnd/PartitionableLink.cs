using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TaskSync.EndToEnd;

/// <summary>
/// The wire between an agent and the server: it carries bytes until it is cut. A cut wire refuses nothing and closes nothing,
/// as a real one; only new connections find nobody, once it is mended the old ones are gone.
/// </summary>
internal sealed class PartitionableLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile bool _cut;

    public PartitionableLink(Uri server)
    {
        _server = server;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public void Cut() => _cut = true;

    /// <summary>Connections made before the cut are dead for good; new ones get through.</summary>
    public void Mend()
    {
        while (_clients.TryTake(out TcpClient? client)) client.Dispose();
        _cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Mend();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        try
        {
            while (true) carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        var far = new TcpClient();
        _clients.Add(near);
        _clients.Add(far);
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The wire was cut or either end is gone: so are both.
        }
        near.Dispose();
        far.Dispose();
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[16 * 1024];
        NetworkStream source = from.GetStream();
        NetworkStream sink = to.GetStream();
        for (int read; (read = await source.ReadAsync(buffer, _stop.Token)) > 0;)
        {
            // What is sent over a cut wire is lost, and nobody is told.
            if (!_cut) await sink.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
