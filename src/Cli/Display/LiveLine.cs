using System.Text;

namespace TaskSync.Cli.Display;

/// <summary>
/// One line at the bottom of a terminal, drawn over once a second. Anywhere else it draws nothing.
/// </summary>
internal sealed class LiveLine : IAsyncDisposable
{
    private const string EraseLine = "\r\u001b[K";

    /// <summary>Ages are shown in seconds.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Surroundings world;
    private readonly Lock drawing = new();
    private readonly ITimer? timer;
    private Func<DateTimeOffset, string>? line;

    public LiveLine(Surroundings world)
    {
        this.world = world;
        if (world.ErrorIsTerminal) timer = world.Time.CreateTimer(_ => Draw(), null, Beat, Beat);
    }

    /// <summary>Shows a line, made anew from the time at each beat.</summary>
    public void Show(Func<DateTimeOffset, string> make)
    {
        lock (drawing) line = make;
        Draw();
    }

    public async ValueTask DisposeAsync()
    {
        if (timer is null) return;
        await timer.DisposeAsync();
        lock (drawing) line = null;
        await world.Error.WriteAsync(EraseLine);
        await world.Error.FlushAsync();
    }

    private void Draw()
    {
        if (timer is null) return;
        lock (drawing)
        {
            if (line is null) return;
            world.Error.Write(EraseLine + Fit(line(world.Time.GetUtcNow()), world.Width - 1));
            world.Error.Flush();
        }
    }

    /// <summary>A line that wraps could not be drawn over; wide characters take two columns.</summary>
    private static string Fit(string text, int columns)
    {
        int used = 0;
        StringBuilder fitting = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += rune.Value < 0x1100 ? 1 : 2;
            if (used > columns) break;
            fitting.Append(rune.ToString());
        }
        return fitting.ToString();
    }
}
