namespace TaskSync.Simulation.Time;

/// <summary>
/// The one timeline on which everything happens: events in the order of their time, and between two of them whatever code can run,
/// one piece at a time, picked by the dice. Nothing here knows a thread or a real clock.
/// </summary>
internal sealed class World(int seed)
{
    private readonly PriorityQueue<Action, (long Due, long Number)> _events = new();
    private readonly List<Host> _hosts = [];
    private long _number;

    /// <summary>All chance of the run.</summary>
    public Dice Dice { get; } = new(seed);

    /// <summary>Ticks of 100 ns since the beginning.</summary>
    public long Now { get; private set; }

    /// <summary>What happened, for people.</summary>
    public Trace Trace { get; } = new();

    /// <summary>How long it has been going on.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Now);

    public long NextNumber() => ++_number;

    public void Add(Host host) => _hosts.Add(host);

    public void Remove(Host host) => _hosts.Remove(host);

    /// <summary>Has something happen later, whatever becomes of any host.</summary>
    public void After(TimeSpan delay, Action what) => _events.Enqueue(what, (Now + Math.Max(0, delay.Ticks), NextNumber()));

    public void Log(string what) => Trace.Add(Elapsed, what);

    /// <summary>Goes on for some time, or until something is so.</summary>
    /// <returns>Whether it became so.</returns>
    public bool Run(TimeSpan span, Func<bool>? until = null)
    {
        long end = Now + span.Ticks;
        do
        {
            RunWhatCan();
            if (until?.Invoke() == true) return true;
        }
        while (NextEvent(end));
        Now = end;
        RunWhatCan();
        return until?.Invoke() == true;
    }

    private void RunWhatCan()
    {
        const int Endless = 200_000;
        for (int count = 0; count < Endless; count++)
        {
            if (PickAble() is not { } host) return;
            host.Scheduler.RunOne();
        }
        throw new InvalidOperationException($"{Endless} pieces of work ran in no time: something loops.");
    }

    private Host? PickAble()
    {
        Host? picked = null;
        int able = 0;
        foreach (Host host in _hosts)
        {
            // Each of n has the same chance, and where there is only one, the dice need not be asked.
            if (host.Scheduler.Runnable == 0 || host.IsHalted) continue;
            if (++able == 1 || Dice.Next(able) == 0) picked = host;
        }
        return picked;
    }

    private bool NextEvent(long end)
    {
        (long Due, long Number) first = _events.TryPeek(out _, out var at) ? at : (long.MaxValue, 0);
        Host? whose = null;
        foreach (Host host in _hosts)
        {
            if (host.NextTimer() is { } due && due.CompareTo(first) < 0) (first, whose) = (due, host);
        }
        if (first.Due > end) return false;
        Now = Math.Max(Now, first.Due);
        if (whose is not null) whose.FireNext();
        else _events.Dequeue()();
        return true;
    }
}
