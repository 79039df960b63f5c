using System.Net;
using System.Net.Sockets;
using TaskSync.Cli.Local;
using TaskSync.Cli.Tests.Fakes;

namespace TaskSync.Cli.Tests.Services;

/// <summary>What a service tells whoever started it, who reads no sentence.</summary>
public sealed class ServeSpecs : IDisposable
{
    private readonly Terminal _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public async Task A_server_on_a_folder_in_use_says_so_by_its_exit_code()
    {
        using Storage.DataFolder held = Storage.DataFolder.Open(_terminal.Folder);

        Assert.Equal(71, await _terminal.RunAsync("serve", "--port", "0"));
        Assert.Contains("in use by another TaskSync server", _terminal.Error);
    }

    [Fact]
    public async Task A_server_on_a_port_that_is_taken_says_so_by_its_exit_code()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal(72, await _terminal.RunAsync("serve", "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}"));
        Assert.Contains("is taken", _terminal.Error);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_none_says_so_by_its_exit_code()
    {
        string file = _terminal.Write("no.pem", "no certificate");

        Assert.Equal(70, await _terminal.RunAsync("serve", "--port", "0", "--tls-cert", file, "--tls-key", file));
        Assert.Contains("cannot be used", _terminal.Error);
    }

    [Fact]
    public async Task The_login_link_is_for_who_sees_it_and_not_for_the_journal()
    {
        Assert.Contains("#login=", await SaidAtStartAsync());
        _terminal.IsJournal = true;
        Assert.DoesNotContain("#login=", await SaidAtStartAsync());
    }

    [Fact]
    public void An_output_is_the_journal_s_if_it_is_the_very_stream()
    {
        string link = Path.Combine(_terminal.Folder, "fd");
        File.CreateSymbolicLink(link, "socket:[4711]");

        Assert.True(Journal.Reads("8:4711", link));
        Assert.False(Journal.Reads("8:47", link));
        Assert.False(Journal.Reads(null, link));
        Assert.False(Journal.Reads("8:4711", Path.Combine(_terminal.Folder, "none")));
    }

    /// <summary>All that a server prints from its start to its end.</summary>
    private async Task<string> SaidAtStartAsync()
    {
        using var interrupt = new CancellationTokenSource();
        int before = _terminal.Out.Length;
        _terminal.OnFlush = interrupt.Cancel;
        Assert.Equal(0, await _terminal.RunAsync(interrupt.Token, "serve", "--port", "0"));
        return _terminal.Out[before..];
    }
}
