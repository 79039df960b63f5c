using System.Net;
using System.Net.Sockets;

namespace TaskSync.Web.Tests.Browser;

/// <summary>
/// A wire between browser and server that can be cut without a word: nothing is closed, nothing arrives any more. No server can
/// be made to behave like that from within, and a closed laptop lid does it every day.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();

    public Relay(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public void Cut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (true) _ = JoinAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task JoinAsync(TcpClient browser)
    {
        using var server = new TcpClient();
        using (browser)
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
            Task up = CopyAsync(browser.GetStream(), server.GetStream());
            Task down = CopyAsync(server.GetStream(), browser.GetStream());
            await Task.WhenAny(up, down);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is int count and > 0)
        {
            await _open.Task.WaitAsync(_end.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
