namespace TaskSync.Engine.Contract.Grains;

public sealed class CellState
{
    public string Text { get; set; } = "as constructed";
}
