using Microsoft.Data.Sqlite;
using TaskSync.Api.Problems;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Problems;

/// <summary>One stored record is damaged: it is named, and everything else is answered as ever.</summary>
public sealed class DamageSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_damaged_agent_takes_neither_the_fleet_nor_tasks_nor_the_server_with_it()
    {
        await _server.EnrollAsync("broken");
        await _server.EnrollAsync("whole");
        await ChangeAsync("UPDATE agents SET doc = 'damaged' WHERE name = 'broken'");

        AgentPage fleet = (await _server.Admin.GetAsync("/api/agents")).As(TaskSyncJsonContext.Default.AgentPage);
        Reply submit = await _server.Admin.SubmitAsync("""{"kind": "command", "argv": ["true"], "agent": "whole"}""");

        Assert.Equal([("broken", true), ("whole", false)], fleet.Agents.Select(agent => (agent.Name, agent.Damaged == true)));
        Assert.Equal(201, submit.Status);
        Assert.Equal(200, (await _server.Admin.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_damaged_task_is_named_and_asking_again_is_not_advised()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await ChangeAsync("UPDATE tasks SET doc = 'damaged'");

        Problem problem = (await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}")).AsProblem(500, "damaged_record");

        Assert.Contains(task.TaskId.Value, problem.Detail, StringComparison.Ordinal);
        Assert.Null(problem.RetryAfterSeconds);
        Assert.Single((await _server.Admin.GetAsync("/api/tasks")).As(TaskSyncJsonContext.Default.TaskPage).Tasks);
    }

    private async Task ChangeAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_server.Folder, "catalog.db")};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
