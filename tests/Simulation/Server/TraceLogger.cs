using Microsoft.Extensions.Logging;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Server;

/// <summary>What the product logs stands in the trace, among what happened to it.</summary>
internal sealed class TraceLogger(World world) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        world.Log($"server: {formatter(state, exception)} {exception?.GetType().Name}: {exception?.Message}");

    public void Dispose()
    {
    }
}
