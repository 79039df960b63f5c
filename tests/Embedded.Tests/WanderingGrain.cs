using System.Globalization;
using Orleans;
using Orleans.Runtime;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

internal sealed class WanderingGrain(
    TimeProvider time, [PersistentState("wander", "contract")] IPersistentState<CellState> state)
    : Grain, IWanderingGrain, IRemindable
{
    private readonly List<int> _threads = [Environment.CurrentManagedThreadId];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        NoteThread();
        this.RegisterGrainTimer(Tick, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<int>> Wander(string neighbour)
    {
        NoteThread();
        await Task.Yield();
        NoteThread();
        await state.WriteStateAsync();
        NoteThread();
        await Task.Delay(TimeSpan.FromSeconds(5), time);
        NoteThread();
        await this.RegisterOrUpdateReminder("look", TimeSpan.Zero, TimeSpan.FromMinutes(1));
        NoteThread();
        var asking = GrainFactory.GetGrain<IWanderingGrain>(neighbour).Threads();
        await Task.WhenAll(asking, Task.Delay(TimeSpan.FromSeconds(1), time));
        NoteThread();
        return _threads;
    }

    public Task<IReadOnlyList<int>> Threads() => Task.FromResult<IReadOnlyList<int>>(_threads);

    public Task<string> Sum(
        int number, long big, string? text, DateTimeOffset at, IReadOnlyList<int> many, bool isIt) =>
        Task.FromResult(string.Create(
            CultureInfo.InvariantCulture, $"{number} {big} {text} {at:O} {many.Count} {isIt}"));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        NoteThread();
        return Task.CompletedTask;
    }

    private async Task Tick()
    {
        NoteThread();
        await Task.Yield();
        NoteThread();
    }

    private void NoteThread() => _threads.Add(Environment.CurrentManagedThreadId);
}
