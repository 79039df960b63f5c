using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync session show|rename|archive|move</c></summary>
internal static class SessionCommands
{
    public static Command Create(Frame frame) => new("session", "Show a session, name it, put it away, move it")
    {
        CreateShow(frame), CreateRename(frame), CreateArchive(frame), CreateMove(frame),
    };

    private static Command CreateShow(Frame frame)
    {
        Argument<string> session = SessionReference.Argument();
        Option<bool> json = Options.Json();
        return frame.Run(new Command("show", "Show a session and its newest tasks") { session, json }, async call =>
        {
            using TaskSyncClient client = call.Connect();
            SessionId id = await SessionReference.ResolveAsync(client, call.Get(session), call.Cancel);
            Answer<SessionView> answer = await client.SessionAsync(id, call.Cancel);
            if (call.Get(json)) await call.Out.WriteLineAsync(answer.Json);
            else SessionFacts.Write(call.World, answer.Value);
            return ExitCodes.Done;
        });
    }

    private static Command CreateRename(Frame frame)
    {
        Argument<string> title = new("title") { Description = "The new title; an empty one takes the first task's again" };
        return CreateChange(frame, new Command("rename", "Give a session a title"), [title], (call, client, id) =>
            client.PatchAsync(id, new SessionPatch { Title = call.Get(title) }, call.Cancel));
    }

    private static Command CreateArchive(Frame frame)
    {
        Option<bool> undo = Options.Flag("--undo", "Take it out again");
        return CreateChange(frame, new Command("archive", "Put a session away"), [undo], (call, client, id) =>
            client.PatchAsync(id, new SessionPatch { Archived = !call.Get(undo) }, call.Cancel));
    }

    private static Command CreateMove(Frame frame)
    {
        Argument<string> agent = new("agent") { Description = "Where its next tasks run, by name or id" };
        return CreateChange(frame, new Command("move", "Move a session to another agent"), [agent], (call, client, id) =>
            client.MoveAsync(id, call.Get(agent), call.Cancel));
    }

    /// <summary>A command that changes a session and then says how it stands.</summary>
    private static Command CreateChange(
        Frame frame, Command command, Symbol[] parts,
        Func<Invocation, TaskSyncClient, SessionId, Task<Answer<SessionView>>> change)
    {
        Argument<string> session = SessionReference.Argument();
        Option<bool> json = Options.Json();
        command.Add(session);
        command.Add(json);
        foreach (Argument argument in parts.OfType<Argument>()) command.Add(argument);
        foreach (Option option in parts.OfType<Option>()) command.Add(option);
        return frame.Run(command, async call =>
        {
            using TaskSyncClient client = call.Connect();
            SessionId id = await SessionReference.ResolveAsync(client, call.Get(session), call.Cancel);
            Answer<SessionView> answer = await change(call, client, id);
            await call.Out.WriteLineAsync(call.Get(json) ? answer.Json : SessionFacts.Line(answer.Value.Session));
            return ExitCodes.Done;
        });
    }
}
