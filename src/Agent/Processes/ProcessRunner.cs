using System.Collections.Concurrent;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;

namespace TaskSync.Agent.Processes;

/// <summary>Runs real processes, each attempt in its folder.</summary>
internal sealed class ProcessRunner(
    string attempts, Supervisor supervisor, SecretNames secrets, TimeSpan grace, IEventSink inbox, TimeProvider time)
    : IAttemptRunner, IAsyncDisposable
{
    /// <summary>How long a disk error is left alone.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<AttemptKey, AttemptProcess> _running = [];
    private readonly ConcurrentDictionary<Task, byte> _watchers = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();

    public void Start(AttemptSpec spec) => Go(spec, process => process.StartAsync());

    public void Attach(AttemptSpec spec) => Go(spec, process => process.AttachAsync());

    public void Answer(AttemptSpec spec, Core.Tasks.Answer answer)
    {
        if (_running.TryGetValue(spec.Key, out AttemptProcess? process)) process.Tell(answer);
    }

    public void Stop(AttemptSpec spec, DateTimeOffset? signalledAt)
    {
        AttemptProcess process = Find(spec, out bool isNew);
        process.AskToStop(signalledAt);
        if (isNew) Go(spec, attached => attached.AttachAsync());
    }

    private void Go(AttemptSpec spec, Func<AttemptProcess, Task> run)
    {
        AttemptProcess process = Find(spec, out _);
        lock (_gate)
        {
            if (_over.IsCancellationRequested) return;
            // Starting a process and reading /proc block for a moment; the agent's line of thought does not wait
            // for that.
            Task watcher = Task.Run(() => RunAsync(process, run, spec.Key));
            _watchers.TryAdd(watcher, 0);
            _ = watcher.ContinueWith(ended => _watchers.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    /// <summary>
    /// Looks away from all that runs, which goes on: nobody is signalled. When it returns nothing is looked at or written any more,
    /// so that the folder can be the next agent's.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_over.IsCancellationRequested) return;
            _over.Cancel();
        }
        await Task.WhenAll(_watchers.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task RunAsync(AttemptProcess process, Func<AttemptProcess, Task> run, AttemptKey key)
    {
        while (true)
        {
            try
            {
                await run(process);
                _running.TryRemove(key, out _);
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A file of the attempt, or of /proc, could not be read. The process goes on; so it is looked
                // at again.
                run = again => again.AttachAsync();
                if (await IsOverAfter(LookAgainAfter)) return;
            }
        }
    }

    private async Task<bool> IsOverAfter(TimeSpan wait)
    {
        await Task.Delay(wait, time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _over.IsCancellationRequested;
    }

    private AttemptProcess Find(AttemptSpec spec, out bool isNew)
    {
        if (_running.TryGetValue(spec.Key, out AttemptProcess? known))
        {
            isNew = false;
            return known;
        }
        AttemptFolder folder = AttemptFolder.Of(attempts, spec.Key);
        Secrets own = secrets.Of(spec);
        var sink = new AttemptSink(inbox, spec, folder, own);
        var fresh = new AttemptProcess(spec, folder, supervisor, own, grace, sink, time, _over.Token);
        AttemptProcess found = _running.GetOrAdd(spec.Key, fresh);
        isNew = ReferenceEquals(found, fresh);
        return found;
    }
}
