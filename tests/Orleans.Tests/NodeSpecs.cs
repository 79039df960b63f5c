using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using TaskSync.Grains.Leases;
using TaskSync.Orleans.Tests.Fixture;
using TaskSync.Silo;
using PostgresFact = TaskSync.Storage.Tests.FactAttribute;

namespace TaskSync.Orleans.Tests;

/// <summary>Nodes of a cluster as users start them.</summary>
public sealed class NodeSpecs
{
    [PostgresFact]
    public async Task Nodes_that_start_together_are_one_cluster_with_one_that_sweeps()
    {
        await using RunningNodes nodes = new();

        await Task.WhenAll(nodes.StartAsync("shared"), nodes.StartAsync("shared"), nodes.StartAsync("own"));

        await RunningNodes.UntilAsync(() => nodes.All.All(node => RunningNodes.MembersAt(node).Length == 3));
        _ = Assert.Single(nodes.All, Sweeps);
    }

    [PostgresFact]
    public async Task Another_node_sweeps_once_the_first_has_left()
    {
        await using RunningNodes nodes = new();
        TaskSyncServer first = await nodes.StartAsync("shared");
        TaskSyncServer second = await nodes.StartAsync("shared");
        Assert.Equal((true, false), (Sweeps(first), Sweeps(second)));

        await first.StopAsync();

        await RunningNodes.UntilAsync(() => Sweeps(second));
    }

    [PostgresFact]
    public async Task A_task_that_one_node_took_is_read_and_cancelled_at_others_by_tokens_of_any_folder()
    {
        await using RunningNodes nodes = new();
        TaskSyncServer one = await nodes.StartAsync("one");
        TaskSyncServer two = await nodes.StartAsync("two");

        string id = await nodes.SubmitAsync(one, "two");
        JsonElement read = await nodes.CallAsync(two, "one", HttpMethod.Get, $"api/tasks/{id}");
        await nodes.CallAsync(two, "two", HttpMethod.Post, $"api/tasks/{id}/cancel");

        Assert.Equal("queued", read.GetProperty("state").GetString());
        JsonElement ended = await nodes.CallAsync(one, "one", HttpMethod.Get, $"api/tasks/{id}");
        Assert.Equal("cancelled", ended.GetProperty("state").GetString());
    }

    [PostgresFact]
    public async Task A_front_door_without_grains_waits_for_the_first_node_and_answers_for_it()
    {
        await using RunningNodes nodes = new();
        Task<TaskSyncServer> starting = nodes.StartAsync("door", apiOnly: true);
        TaskSyncServer node = await nodes.StartAsync("node");
        TaskSyncServer door = await starting;

        string id = await nodes.SubmitAsync(door, "door");

        Assert.Equal(id, (await nodes.CallAsync(node, "node", HttpMethod.Get, $"api/tasks/{id}"))
            .GetProperty("task_id").GetString());
        Assert.Single(RunningNodes.MembersAt(node));
        Assert.Null(door.Services.GetService<ISiloStatusOracle>());
    }

    [PostgresFact]
    public async Task A_front_door_is_ready_only_while_a_node_answers()
    {
        await using RunningNodes nodes = new();
        TaskSyncServer node = await nodes.StartAsync("node");
        TaskSyncServer door = await nodes.StartAsync("door", apiOnly: true);
        (int Status, string Said) with = await nodes.AskReadyAsync(door);

        await node.StopAsync();
        (int Status, string Said) without = await nodes.AskReadyAsync(door);

        Assert.Equal(200, with.Status);
        Assert.Equal(503, without.Status);
        Assert.Contains("no node of its cluster answers it", without.Said, StringComparison.Ordinal);
        await nodes.StartAsync("another");
        await nodes.UntilReadyAsync(door);
    }

    [Fact]
    public async Task A_connection_string_that_can_t_be_read_is_refused_without_its_secret()
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(
            () => StartAsync(new() { ConnectionString = "Host=db;Port=hunter2;Pasword=hunter2" }));

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("Host=db.example", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_listens_everywhere_has_to_say_where_others_reach_it()
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(
            () => StartAsync(new() { ConnectionString = "Host=127.0.0.1" }, bind: "0.0.0.0"));

        Assert.Contains("--cluster-address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_printed_hold_no_secret() => Assert.DoesNotContain(
        "hunter2",
        $"{new ServerSettings { DataFolder = "/", Cluster = new() { ConnectionString = "Password=hunter2" } }}",
        StringComparison.Ordinal);

    private static bool Sweeps(TaskSyncServer node) => node.Services.GetRequiredService<ISweepTurn>().IsOurs;

    private static async Task StartAsync(ClusterSettings cluster, string bind = "127.0.0.1")
    {
        string folder = Directory.CreateTempSubdirectory("tasksync-node-").FullName;
        try
        {
            await using TaskSyncServer node = await TaskSyncServer.StartAsync(
                new() { DataFolder = folder, Port = 0, Bind = bind, Insecure = true, Cluster = cluster });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
