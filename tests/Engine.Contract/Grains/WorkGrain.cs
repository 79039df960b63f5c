using Orleans;

namespace TaskSync.Engine.Contract.Grains;

internal sealed class WorkGrain : Grain, IWorkGrain
{
    private readonly string _mark = Guid.NewGuid().ToString();
    private int _count;
    private int _now;
    private int _most;

    private Probe Probe => Probe.Of(this);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Probe.Note("activated");
        if (Probe.TakeFailure())
        {
            throw new InvalidOperationException("Activation failed on demand.");
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Note($"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task<int> CountSlowly()
    {
        _most = Math.Max(_most, ++_now);
        var seen = _count;
        await Task.Yield();
        await Task.Yield();
        _count = seen + 1;
        _now--;
        return _count;
    }

    public Task<int> MostAtOnce() => Task.FromResult(_most);

    public async Task WaitAt(string gate)
    {
        Probe.Note($"begin {gate}");
        await Probe.Gate(gate);
        Probe.Note($"end {gate}");
    }

    public Task WaitInterleavedAt(string gate) => WaitAt(gate);

    public Task<string> Peek() => Task.FromResult(_mark);

    public Task Hint(string what)
    {
        Probe.Note(what);
        return Task.CompletedTask;
    }

    public Task HintAndFail()
    {
        Probe.Note("hinted");
        throw new InvalidOperationException("Nobody hears this.");
    }

    public Task HintAndWaitAt(string gate) => WaitAt(gate);

    public Task CallInCircle(string otherKey, string backKey) =>
        GrainFactory.GetGrain<IWorkGrain>(otherKey).CallInCircle(backKey, otherKey);

    public async Task<string> Ask(string otherKey) => await GrainFactory.GetGrain<IWorkGrain>(otherKey).Key();

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task FailBeforeAwaiting(string message) => throw new InvalidOperationException(message);

    public async Task<bool> StaysOnItsScheduler()
    {
        var own = TaskScheduler.Current;
        var stays = own != TaskScheduler.Default;
        await Task.Yield();
        stays &= TaskScheduler.Current == own;
        await Task.Run(() => { });
        stays &= TaskScheduler.Current == own;
        await GrainFactory.GetGrain<IWorkGrain>($"{this.GetPrimaryKeyString()}-neighbour").Peek();
        stays &= TaskScheduler.Current == own;
        await Task.WhenAll(Task.Run(() => { }), GrainFactory.GetGrain<IWorkGrain>("any").Peek());
        return stays && TaskScheduler.Current == own;
    }

    public Task<string> Activation() => Task.FromResult(_mark);

    public async Task<string> LeaveAfterThis()
    {
        DeactivateOnIdle();
        await Task.Yield();
        return _mark;
    }

    public Task<string> StayFor(int minutes)
    {
        DelayDeactivation(TimeSpan.FromMinutes(minutes));
        return Task.FromResult(_mark);
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public async Task<string> KeyThroughReference()
    {
        await Task.Yield();
        return this.AsReference<IWorkGrain>().GetPrimaryKeyString();
    }
}
