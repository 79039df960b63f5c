using System.Globalization;
using TaskSync.Simulation;
using TaskSync.Simulation.Mutations;
using TaskSync.Simulation.Time;

// dotnet run -c Release --project tests/Simulation -- SEED [COUNT [MUTATION]]: one seed with its whole story, or many with a summary.
int seed = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
int count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
if (count == 1) Trace.Echo = Console.WriteLine;
Func<Mutation>? mutate = args.Length > 2 ? () => Mutation.Named(args[2]) : null;
Campaign campaign = Campaign.Run(seed, count, mutate);
foreach (SimResult bad in campaign.Bad) Console.WriteLine(count == 1 ? string.Join('\n', bad.Violations) : bad.Report());
Console.WriteLine(campaign.Summary());
return campaign.Bad.Count == 0 ? 0 : 1;
