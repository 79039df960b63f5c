using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class CallFilterSpecs : ICallFilter
{
    private readonly List<string> _calls = [];
    private Func<CallInfo, CallVerdict> _judge = _ => CallVerdict.Pass;

    CallVerdict ICallFilter.Judge(in CallInfo call)
    {
        var caller = call.Caller?.Type.ToString() ?? "outside";
        _calls.Add($"{caller} > {call.Target.Type}.{call.Method}{(call.IsOneWay ? " one-way" : "")}");
        return _judge(call);
    }

    [Fact]
    public async Task A_filter_sees_who_calls_whom()
    {
        await using var simulated = await StartAsync();

        await simulated.Drive(simulated.Grain<IWorkGrain>().Ask($"{simulated.Run}-other"));
        await simulated.Drive(simulated.Grain<IWorkGrain>().Hint("something"));

        Assert.Equal(["outside > work.Ask", "work > work.Key", "outside > work.Hint one-way"], _calls);
    }

    [Fact]
    public async Task A_lost_call_does_not_run_and_times_out()
    {
        await using var simulated = await StartAsync();
        _judge = _ => CallVerdict.Lose;

        var call = simulated.Grain<IWorkGrain>().Key();
        simulated.Advance(simulated.Harness.ResponseTimeout);

        await Assert.ThrowsAsync<TimeoutException>(() => simulated.Drive(call));
        Assert.Empty(simulated.ProbeOf().Rest());
    }

    [Fact]
    public async Task A_call_whose_answer_is_lost_runs_and_times_out()
    {
        await using var simulated = await StartAsync();
        _judge = _ => CallVerdict.LoseAnswer;

        var call = simulated.Grain<IWorkGrain>().CountSlowly();
        simulated.Scheduler.RunUntilIdle();
        simulated.Advance(simulated.Harness.ResponseTimeout);

        await Assert.ThrowsAsync<TimeoutException>(() => simulated.Drive(call));
        _judge = _ => CallVerdict.Pass;
        Assert.Equal(2, await simulated.Drive(simulated.Grain<IWorkGrain>().CountSlowly()));
    }

    [Fact]
    public async Task A_lost_one_way_call_is_nobodys()
    {
        await using var simulated = await StartAsync();
        _judge = _ => CallVerdict.Lose;

        await simulated.Drive(simulated.Grain<IWorkGrain>().Hint("lost"));

        Assert.Empty(simulated.ProbeOf().Rest());
    }

    [Fact]
    public async Task A_delayed_call_runs_later()
    {
        await using var simulated = await StartAsync();
        _judge = _ => CallVerdict.Delay(TimeSpan.FromSeconds(3));

        var call = simulated.Grain<IWorkGrain>().Key();
        simulated.Advance(TimeSpan.FromSeconds(2));
        Assert.False(call.IsCompleted);

        simulated.Advance(TimeSpan.FromSeconds(1));
        await simulated.Drive(call);
    }

    [Fact]
    public async Task A_failed_call_throws_what_the_filter_says()
    {
        await using var simulated = await StartAsync();
        _judge = _ => CallVerdict.Fail(new IOException("No way."));

        await Assert.ThrowsAsync<IOException>(() => simulated.Drive(simulated.Grain<IWorkGrain>().Key()));
    }

    private Task<SimulatedHarness> StartAsync() =>
        SimulatedHarness.StartAsync(configure: options => options.Filter = this);
}
