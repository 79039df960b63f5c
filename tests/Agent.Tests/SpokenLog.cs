using System.Text;

namespace TaskSync.Agent.Tests;

/// <summary>What the agent says, and a way to wait for it.</summary>
internal sealed class SpokenLog : TextWriter
{
    private readonly Lock _gate = new();
    private readonly List<(string Text, TaskCompletionSource Said)> _waiting = [];
    private readonly StringBuilder _all = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => WriteLine(value.ToString());

    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            _all.AppendLine(value);
            foreach ((string text, TaskCompletionSource said) in _waiting)
            {
                if (Has(text)) said.TrySetResult();
            }
        }
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public Task Until(string text)
    {
        lock (_gate)
        {
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, said));
            if (Has(text)) said.TrySetResult();
            return said.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public override string ToString()
    {
        lock (_gate) return _all.ToString();
    }

    private bool Has(string text) => _all.ToString().Contains(text, StringComparison.Ordinal);
}
