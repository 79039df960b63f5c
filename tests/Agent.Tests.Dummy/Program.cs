using System.Runtime.InteropServices;
using TaskSync.Agent;
using TaskSync.Agent.Tests.Dummy;

// An agent as a process of its own, so that tests can kill it: its folder, and macos if it is to behave as there.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
return (int)await AgentHost.RunAsync(new AgentSettings
{
    Folder = args[0], Log = Console.Out, Platform = Flavour.Of(args.ElementAtOrDefault(1)),
}, stop.Token);

namespace TaskSync.Agent.Tests.Dummy
{
    /// <summary>Where the program is.</summary>
    public static class Marker;
}
