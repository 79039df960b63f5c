using TaskSync.Cli.Tests.Fakes;

namespace TaskSync.Cli.Tests;

public sealed class ServerOptionsSpecs : IDisposable
{
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Theory]
    [InlineData("can be reached from other machines", "--bind", "0.0.0.0")]
    [InlineData("can be reached from other machines", "--bind", "::")]
    [InlineData("go together", "--tls-cert", "cert.pem")]
    [InlineData("takes an IP address", "--bind", "everywhere", "--insecure")]
    public async Task A_server_that_others_could_reach_unprotected_is_not_started(
        string sentence, params string[] args)
    {
        Assert.Equal(2, await terminal.RunAsync(["serve", .. args]));
        Assert.Contains(sentence, terminal.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(terminal.Folder));
    }

    [Theory]
    [InlineData("--public-url takes an address like", "--public-url", "tasks.example")]
    [InlineData("--public-url takes an address like", "--public-url", "ftp://tasks.example")]
    [InlineData("--public-url takes an address like", "--public-url", "https://tasks.example/tasks")]
    [InlineData("--public-url takes an address like", "--public-url", "https://me@tasks.example")]
    [InlineData("--trusted-proxy takes an IP address", "--trusted-proxy", "proxy.example")]
    public async Task What_stands_in_front_of_a_server_is_named_as_it_has_to_be(string sentence, params string[] args)
    {
        Assert.Equal(2, await terminal.RunAsync(["serve", .. args]));
        Assert.Contains(sentence, terminal.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(terminal.Folder));
    }

    [Theory]
    [InlineData("--api-only is for servers of a cluster: give --postgres", "--api-only")]
    [InlineData("--silo-port is for servers of a cluster", "--silo-port", "17420")]
    [InlineData("--cluster-address is for servers of a cluster", "--cluster-address", "10.0.0.1")]
    [InlineData("--gateway-port takes a number from 1 to 65535", "--postgres", "Host=db", "--gateway-port", "0")]
    public async Task Options_of_a_cluster_that_make_no_sense_are_explained(string sentence, params string[] args)
    {
        Assert.Equal(2, await terminal.RunAsync(["serve", .. args]));
        Assert.Contains(sentence, terminal.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(terminal.Folder));
    }

    [Fact]
    public async Task The_build_for_one_machine_says_which_one_nodes_of_a_cluster_run()
    {
        Assert.Equal(1, await terminal.RunAsync("serve", "--postgres", "Host=db;Password=hunter2"));
        Assert.Contains("-p:Engine=Orleans", terminal.Error);
        Assert.DoesNotContain("hunter2", terminal.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(terminal.Folder));
    }

    [Fact]
    public async Task A_restore_wants_its_folder_named()
    {
        Assert.Equal(2, await terminal.RunAsync("restore", "backup.file"));
        Assert.Contains("--data DIR", terminal.Error);
    }

    [Fact]
    public async Task An_invite_wants_the_server_that_made_it()
    {
        Assert.Equal(2, await terminal.RunAsync("agent", "--invite", "code"));
        Assert.Contains("--server", terminal.Error);
    }
}
