using System.Runtime.InteropServices;
using TaskSync.Agent;

// An agent as a process of its own, so that tests can kill it: the folder is its only argument.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
return (int)await AgentHost.RunAsync(new AgentSettings { Folder = args[0], Log = Console.Out }, stop.Token);

namespace TaskSync.Agent.Tests.Dummy
{
    /// <summary>Where the program is.</summary>
    public static class Marker;
}
