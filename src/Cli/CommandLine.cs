using System.CommandLine;
using TaskSync.Cli.Commands;

namespace TaskSync.Cli;

/// <summary>The command line as a whole.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, Surroundings world, CancellationToken cancel)
    {
        // A task's argument may begin with @: no file is meant.
        ParserConfiguration plain = new() { ResponseFileTokenReplacer = null };
        ParseResult parsed = Root(world).Parse(args, plain);
        int code = await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = world.Out,
                Error = world.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            },
            cancel);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }

    private static RootCommand Root(Surroundings world)
    {
        Frame frame = new(new GlobalOptions(), world);
        RootCommand root = new("TaskSync: one authority for every task that agents run.")
        {
            UpCommand.CreateUp(frame),
            UpCommand.CreateServe(frame),
            SubmitCommand.Create(frame),
            ListCommand.Create(frame),
            ShowCommand.Create(frame),
            LogsCommand.Create(frame),
            TaskOrders.CreateCancel(frame),
            TaskOrders.CreateRetry(frame),
            AnswerCommand.Create(frame),
            SessionsCommand.Create(frame),
            SessionCommands.Create(frame),
            FleetCommands.CreateAgents(frame),
            FleetCommands.CreateInvite(frame),
            AgentCommand.Create(frame),
            ServerOrders.CreateLogin(frame),
            ServerOrders.CreateBackup(frame),
            RestoreCommand.Create(frame),
        };
        frame.Globals.AddTo(root);
        return root;
    }
}
