using Orleans;
using Orleans.Runtime;

namespace TaskSync.Engine.Contract.Grains;

internal sealed class CellGrain(
    [PersistentState("cell", "contract")] IPersistentState<CellState> cell) : Grain, ICellGrain
{
    private string _textWhenActivated = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _textWhenActivated = cell.State.Text;
        Probe.Of(this).Note($"activated with {_textWhenActivated}");
        return Task.CompletedTask;
    }

    public Task<string> Get() => Task.FromResult(cell.State.Text);

    public Task<bool> IsStored() => Task.FromResult(cell.RecordExists && cell.Etag is not null);

    public Task Set(string text)
    {
        cell.State.Text = text;
        return cell.WriteStateAsync();
    }

    public Task Clear() => cell.ClearStateAsync();

    public Task ReadAgain() => cell.ReadStateAsync();

    public Task SetUnsaved(string text)
    {
        cell.State = new() { Text = text };
        return Task.CompletedTask;
    }

    public async Task<string> SetAndDescribeError(string text)
    {
        try
        {
            await Set(text);
            return "no error";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name} of {error.InnerException?.GetType().Name ?? "nothing"}";
        }
    }

    public Task SetOther(string otherKey, string text) =>
        GrainFactory.GetGrain<ICellGrain>(otherKey).Set(text);

    public async Task<bool> CanTouchStateElsewhere()
    {
        try
        {
            await Task.Run(() => cell.State.Text);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
