using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Output;

/// <summary>What of an output leaves the machine, and what stays.</summary>
public sealed class OutputSpecs
{
    private const long Limit = 100_000;

    [Fact]
    public async Task A_secret_that_is_written_in_two_parts_is_masked_and_the_rest_keeps_its_place()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit(new TaskSpec
        {
            Argv = ["/bin/sh", "-c", "printf 'key: %s' \"${API_TOKEN%cret}\"; until [ -e go ]; do sleep 0.01; done; echo cret; echo end"],
            Env = new Dictionary<string, string> { ["API_TOKEN"] = "top-secret" },
        });
        await bench.UntilOutput(id, "key: ");
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal("key: **********\nend\n", await bench.OutputOf(id));
    }

    [Fact]
    public async Task No_sentence_of_the_agent_shows_a_secret()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Submit(new TaskSpec
        {
            Argv = ["no-such-command-top-secret"], Env = new Dictionary<string, string> { ["API_TOKEN"] = "top-secret" },
        }));
        Assert.Contains("no-such-command-**********", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agents_own_credential_is_a_secret()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit("cat", Path.Combine(bench.Folder, "credential"));
        Assert.Equal(new string('*', Server.TestServer.Token.Length) + "\n", await bench.OutputOf(id));
    }

    [Fact]
    public async Task Too_much_output_is_cut_with_a_mark_at_once_its_end_follows_and_all_of_it_stays_on_the_agent()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { OutputLimitBytes = Limit });
        TaskId id = bench.Shell("seq 1 100000; until [ -e go ]; do sleep 0.01; done; echo the end");
        await bench.UntilOutput(id, "this output is cut after");
        await bench.Until(() => bench.Authority.Task(id).State == TaskState.Working, "the report of the start");
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");

        string whole = string.Concat(Enumerable.Range(1, 100_000).Select(n => n.ToString(CultureInfo.InvariantCulture) + "\n")) + "the end\n";
        string mark = Encoding.UTF8.GetString(OutputCut.Mark(Limit));
        Assert.Equal(whole[..(int)Limit] + mark + whole[^OutputCut.EndBytes..], await bench.OutputOf(id));
        Assert.Equal(bench.Authority.Output(id).Length, bench.Authority.Task(id).OutputBytes);
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
        Assert.Equal(whole, await File.ReadAllTextAsync(Path.Combine(bench.Folder, "kept", $"{id}.1", "stdout")));
    }

    [Fact]
    public async Task A_limit_that_is_changed_meanwhile_changes_nothing_for_what_runs()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { OutputLimitBytes = Limit }, andAgent: false);
        // A process of its own: whoever watches for an agent of this process would go on, and end the output beside the next one.
        Process first = bench.StartAgentProcess();
        TaskId id = bench.Shell("head -c 150000 /dev/zero | tr '\\0' x; until [ -e go ]; do sleep 0.01; done");
        await bench.UntilOutput(id, "is cut");
        first.Kill();
        await first.WaitForExitAsync();
        var folder = new Folder.AgentFolder(bench.Folder);
        folder.WriteConfig(folder.ReadConfig() with { OutputLimitBytes = 50 });
        bench.StartAgent();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        string output = await bench.OutputOf(id);
        Assert.Equal(Limit + OutputCut.Mark(Limit).Length + 50_000, output.Length);
    }

    [Fact]
    public void Kept_outputs_go_when_they_are_old_or_too_many()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000));
        var kept = new KeptOutput(folder.Path, TimeSpan.FromDays(7), mostBytes: 250, time);
        foreach (int day in Enumerable.Range(0, 5))
        {
            string one = Directory.CreateDirectory(Path.Combine(folder.Path, $"day{day}")).FullName;
            File.WriteAllBytes(Path.Combine(one, "stdout"), new byte[100]);
            Directory.SetLastWriteTimeUtc(one, (time.GetUtcNow() + TimeSpan.FromDays(day)).UtcDateTime);
        }
        kept.Sweep();
        Assert.Equal(["day3", "day4"], Names());
        time.Advance(TimeSpan.FromDays(10.5));
        kept.Sweep();
        Assert.Equal(["day4"], Names());

        IEnumerable<string> Names() => Directory.GetDirectories(folder.Path).Select(one => Path.GetFileName(one)).Order();
    }
}
