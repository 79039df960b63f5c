using TaskSync.Cli;

using Interrupt interrupt = new();
return await CommandLine.RunAsync(args, Surroundings.Real(), interrupt.Token);
