using Microsoft.Extensions.DependencyInjection;
using TaskSync.Agent;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;
using TaskSync.Grains.Leases;
using TaskSync.Silo;
using TaskSync.Tests;

namespace TaskSync.Web.Tests.Browser;

/// <summary>A real server with a real agent, in a folder of their own.</summary>
internal sealed class House : IAsyncDisposable
{
    /// <summary>
    /// A command that says that it has begun and then runs as long as the file <c>hold</c> lies in its folder. It ends by itself when
    /// the house is pulled down, because an attempt outlives its agent.
    /// </summary>
    public const string HeldCommand = "sh -c 'echo begun; while test -e hold; do sleep 0.05; done'";

    private readonly string _folder;
    private readonly CancellationTokenSource _leave = new();
    private TaskSyncServer _server;
    private bool _isDown;
    private readonly List<Task> _agents = [];

    private readonly LeaseOptions _leases;
    private readonly Func<AgentConfig, AgentConfig> _configure;

    private House(
        string folder, TaskSyncServer server, LeaseOptions leases, Func<AgentConfig, AgentConfig> configure)
    {
        (_folder, _server, _leases, _configure) = (folder, server, leases, configure);
        Url = server.Url;
    }

    /// <summary>Where the server answers, also after a restart.</summary>
    public Uri Url { get; }

    private string WorkFolder => Path.Combine(_folder, "work");

    /// <param name="leases">The times that its leases live by.</param>
    /// <param name="configure">What is special about its agents.</param>
    public static async Task<House> OpenAsync(
        LeaseOptions? leases = null, Func<AgentConfig, AgentConfig>? configure = null)
    {
        leases ??= new();
        string folder = Directory.CreateTempSubdirectory("tasksync-web-").FullName;
        TaskSyncServer server = await TaskSyncServer.StartAsync(Settings(folder, LoopbackPorts.Free(), leases));
        var house = new House(folder, server, leases, configure ?? (config => config));
        Directory.CreateDirectory(house.WorkFolder);
        await File.WriteAllTextAsync(Path.Combine(house.WorkFolder, "hold"), "");
        await house.StartAgentAsync("laptop");
        return house;
    }

    public Task<string> LoginLinkAsync() => _server.CreateLoginLinkAsync();

    public Task<string> InviteAsync() => _server.CreateInviteAsync();

    public string AdminToken() => File.ReadAllText(Path.Combine(_folder, "data", "admin.token")).Trim();

    /// <summary>Lets the held commands end.</summary>
    public void Release() => File.Delete(Path.Combine(WorkFolder, "hold"));

    /// <summary>Lets the coding agents go on that were asked to <c>wait</c>.</summary>
    public void Go() => File.WriteAllText(Path.Combine(WorkFolder, "go"), "");

    public ValueTask StopServerAsync()
    {
        _isDown = true;
        return _server.DisposeAsync();
    }

    public async Task StartServerAsync()
    {
        _server = await TaskSyncServer.StartAsync(Settings(_folder, Url.Port, _leases));
        _isDown = false;
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        Go();
        // The agents leave when all that they ran is over and told: nobody writes into the folder any more.
        if (_isDown) await StartServerAsync();
        await _leave.CancelAsync();
        await Task.WhenAll(_agents);
        await _server.DisposeAsync();
        _leave.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ServerSettings Settings(string folder, int port, LeaseOptions leases) =>
        new() { DataFolder = Path.Combine(folder, "data"), Port = port, Leases = leases };

    /// <summary>Starts one more agent, which works in the same folder; ends when it was heard.</summary>
    public async Task StartAgentAsync(string name)
    {
        string folder = Path.Combine(_folder, name);
        var config = new AgentConfig
        {
            Server = Url, Name = name, Roots = [WorkFolder], Claude = new() { Executable = WriteClaude(name) },
        };
        using var http = new HttpClient();
        await AgentEnrollment.EnrollAsync(_configure(config), await _server.CreateInviteAsync(), folder, http);
        var settings = new AgentSettings { Folder = folder, Log = TextWriter.Null, Drain = true };
        _agents.Add(AgentHost.RunAsync(settings, _leave.Token));
        await HearAsync(name);
    }

    /// <summary>
    /// Waits until the server has heard an agent. A page that is opened then knows from its first frame on
    /// what can be done, and its form changes nothing by itself while somebody fills it in.
    /// </summary>
    private async Task HearAsync(string name)
    {
        ICatalogReader catalog = _server.Services.GetRequiredService<ICatalogReader>();
        IFeedReader feed = _server.Services.GetRequiredService<IFeedReader>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Tab.PatienceMs));
        while (true)
        {
            FeedCursor head = feed.Head;
            AgentPage page = await catalog.ListAgentsAsync(patience.Token);
            if (page.Agents.Any(agent => agent.Name == name && agent.Presence == Presence.Connected)) return;
            await feed.WaitAsync(head.Change, patience.Token);
        }
    }

    /// <summary>The stand-in for Claude Code, as a script of its own that keeps an agent's conversations in this house.</summary>
    private string WriteClaude(string agent)
    {
        string path = Path.Combine(_folder, $"claude-{agent}");
        string standIn = Path.Combine(AppContext.BaseDirectory, "claude");
        File.Copy(standIn, path); // A copy of a program may be run; a new file may not.
        File.WriteAllText(path, $"#!/bin/sh\nCLAUDE_CONFIG_DIR='{_folder}/conversations-{agent}' exec '{standIn}' \"$@\"\n");
        return path;
    }
}
