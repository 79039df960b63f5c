using TaskSync.Agent.Brain;
using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Loop;

/// <summary>What the loop works with.</summary>
internal sealed record AgentPorts(
    Inbox Inbox, IJournal Journal, IAttemptRunner Runner, IServerLink Link, IOutputFiles Files, TimeProvider Time, Random Jitter,
    Action<string> Say);

/// <summary>
/// The agent's one line of thought: take what happened, think, write, act, speak. It awaits ports only, so it
/// runs the same in a simulation, on one thread with a clock of its own.
/// </summary>
internal sealed partial class AgentLoop : IDisposable
{
    private readonly AgentBrain _brain;
    private readonly AgentPorts _ports;
    private readonly OutputShipper _shipper;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationToken _isOver;
    private bool _isDisposed;

    public AgentLoop(AgentBrain brain, AgentPorts ports)
    {
        _brain = brain;
        _ports = ports;
        _isOver = _over.Token;
        _shipper = new OutputShipper(ports.Link, ports.Files, ports.Inbox, ports.Time, ports.Jitter, _isOver);
        _backoff = new Backoff(ports.Jitter);
    }

    /// <summary>Whether it waits for its attempts when it is asked to stop.</summary>
    public bool Drains { get; init; }

    /// <summary>
    /// Runs until it is asked to stop, or may not speak any more. Attempts go on without it.
    /// </summary>
    public async Task<AgentExit> RunAsync(CancellationToken stop)
    {
        using ITimer timer = _ports.Time.CreateTimer(
            _ => _ports.Inbox.Post(new Ticked()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration asked = stop.Register(() => _ports.Inbox.Post(new StopAsked()));
        try
        {
            await PerformAsync(_brain.Recover(await _ports.Journal.ReadAsync()));
            _ = CallForWorkAsync(_isOver);
            while (true)
            {
                SyncWhenDue();
                _shipper.Pump();
                if (Exit is { } exit) return exit;
                timer.Change(UntilTick(), Timeout.InfiniteTimeSpan);
                IReadOnlyList<AgentEvent> events = await _ports.Inbox.TakeAsync();
                foreach (AgentEvent what in events) Note(what);
                await PerformAsync(_brain.Handle(events));
                LeaveWhenDrained();
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>
    /// Stops thinking at once, as if the process had been killed: nothing more is written, said or done.
    /// </summary>
    public void Dispose()
    {
        _ports.Inbox.Close();
        if (_isDisposed) return;
        _isDisposed = true;
        _over.Cancel();
        _over.Dispose();
    }

    private async Task PerformAsync(Turn turn)
    {
        IReadOnlyDictionary<AttemptKey, string> failed = await SaveAsync(turn);
        foreach (Act act in turn.Acts)
        {
            if (IsOfAccepted(act) is { } key && failed.ContainsKey(key)) continue;
            Perform(act);
        }
    }

    /// <summary>Whose act it is, if it is one that only an attempt in the journal can ask for.</summary>
    private static AttemptKey? IsOfAccepted(Act act) => act switch
    {
        Act.Start start => start.Spec.Key,
        Act.Ship ship => ship.Key,
        _ => null,
    };

    private async ValueTask<IReadOnlyDictionary<AttemptKey, string>> SaveAsync(Turn turn)
    {
        if (turn.Writes.Count == 0) return new Dictionary<AttemptKey, string>();
        JournalWrite[] writes = [.. turn.Writes];
        IReadOnlyDictionary<AttemptKey, string> failed = await _ports.Journal.SaveAsync(writes);
        _brain.Saved(writes, failed);
        foreach ((AttemptKey key, string why) in failed) _ports.Say($"The journal of {key} could not be written: {why}");
        return failed;
    }

    private void Perform(Act act)
    {
        switch (act)
        {
            case Act.Start start: _ports.Runner.Start(start.Spec); break;
            case Act.Attach attach: _ports.Runner.Attach(attach.Spec); break;
            case Act.Stop stop: _ports.Runner.Stop(stop.Spec, stop.SignalledAt); break;
            case Act.Answer answer: _ports.Runner.Answer(answer.Spec, answer.Given); break;
            case Act.Ship ship: _shipper.Follow(ship.Key); break;
            case Act.ShipUpTo rest: _shipper.Finish(rest.Key, rest.Stdout, rest.Stderr); break;
            case Act.DropOutput drop: _shipper.Drop(drop.Key); break;
        }
    }

    private TimeSpan UntilTick()
    {
        TimeSpan next = UntilSync();
        if (_brain.UntilTick() is { } brain && brain < next) next = brain;
        if (_shipper.UntilTick() is { } output && output < next) next = output;
        return next < AgentLimits.TickAtLeast ? AgentLimits.TickAtLeast : next;
    }
}
