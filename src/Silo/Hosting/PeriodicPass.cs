using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TaskSync.Silo.Hosting;

/// <summary>
/// Runs a pass again and again, for as long as the server lives. A pass that fails is logged and the next one is made all
/// the same: recovery that stops after its first failure is none.
/// </summary>
internal sealed partial class PeriodicPass(
    string name, TimeSpan period, Func<CancellationToken, Task> pass, TimeProvider time, ILogger<PeriodicPass> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            try
            {
                await pass(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(name, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Pass} failed; the next one follows.")]
    private partial void LogFailed(string pass, Exception failure);
}
