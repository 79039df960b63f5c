using System.CommandLine;
using TaskSync.Agent;
using TaskSync.Cli.Client;
using TaskSync.Silo;

namespace TaskSync.Cli;

/// <summary>One run of a command: what was asked, and what it may touch.</summary>
internal sealed record Invocation(
    ParseResult Arguments, GlobalOptions Globals, Surroundings World, CancellationToken Cancel)
{
    public TextWriter Out => World.Out;

    public TextWriter Error => World.Error;

    public DataFolder Folder => DataFolder.Choose(Arguments.GetValue(Globals.Data), World.Variable);

    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    public T Get<T>(Argument<T> argument) => Arguments.GetRequiredValue(argument);

    /// <summary>The server or the nodes that were named; none leaves it to what is known.</summary>
    public IReadOnlyList<Uri> NamedServers() => Connection.Named(Get(Globals.Server), Get(Globals.Port), World.Variable);

    /// <summary>Whether the command is for a server on this machine.</summary>
    public bool IsForThisMachine => Find().Servers.All(server => server.IsLoopback);

    public TaskSyncClient Connect()
    {
        var (servers, token) = Find();
        return new TaskSyncClient(servers, token, World.Time);
    }

    private Connection Find() => Connection.Find(
        Folder, Get(Globals.Server), Get(Globals.Port), Get(Globals.TokenFile), World.Variable);
}

/// <summary>What every command has around it.</summary>
internal sealed record Frame(GlobalOptions Globals, Surroundings World)
{
    /// <summary>Gives a command its work, and says its failures the way people want to read them.</summary>
    public Command Run(Command command, Func<Invocation, Task<int>> work)
    {
        command.SetAction((arguments, cancel) =>
            ExplainedAsync(new Invocation(arguments, Globals, World, cancel), work));
        return command;
    }

    private static async Task<int> ExplainedAsync(Invocation call, Func<Invocation, Task<int>> work)
    {
        try
        {
            return await work(call);
        }
        catch (OperationCanceledException) when (call.Cancel.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (ReaderGoneException)
        {
            return ExitCodes.ReaderGone;
        }
        catch (Exception e) when (CodeOf(e) is int code)
        {
            await call.Error.WriteLineAsync($"tasksync: {e.Message}");
            return code;
        }
    }

    /// <summary>
    /// The exit code of what can be expected to go wrong; null for our own mistakes, which keep their trace.
    /// </summary>
    private static int? CodeOf(Exception e) => e switch
    {
        UsageException => ExitCodes.Usage,
        NoAnswerException => ExitCodes.NoServer,
        ServerStartException start => (int)start.Failure,
        CallException or EnrollmentException => ExitCodes.Failed,
        _ => null,
    };
}
