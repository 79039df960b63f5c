using System.CommandLine;

namespace TaskSync.Cli;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public const int DefaultPort = 7420;

    public Option<string[]> Server { get; } = new("--server")
    {
        Description = "URL of the server (or TASKSYNC_SERVER); the one of the data folder by default. "
            + "Several times for the nodes of a cluster",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "File with the access token (or TASKSYNC_TOKEN); the data folder's by default",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Data folder (or TASKSYNC_DATA); ~/.local/share/tasksync by default",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<int?> Port { get; } = new("--port")
    {
        Description = $"Port of the server on this machine; {DefaultPort} by default",
        HelpName = "N",
        Recursive = true,
        Validators =
        {
            result =>
            {
                if (result.Tokens is not [{ Value: string text }]) return;
                if (int.TryParse(text, out int port) && port is >= 0 and <= 65535) return;
                result.AddError($"--port takes a number from 0 to 65535, not '{text}'.");
            },
        },
    };

    public void AddTo(Command root)
    {
        root.Add(Server);
        root.Add(TokenFile);
        root.Add(Data);
        root.Add(Port);
    }
}
