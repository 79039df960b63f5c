namespace TaskSync.Cli;

/// <summary>Which server to talk to, and with which credential.</summary>
internal sealed record Connection(Uri Server, string? Token)
{
    /// <summary>
    /// Named beats found: the options, then the environment, then what the data folder says. The folder's
    /// token goes to this machine and to the server of that folder only; another host has no business with
    /// it.
    /// </summary>
    public static Connection Find(
        DataFolder folder, string? server, int? port, string? tokenFile, Func<string, string?> variable)
    {
        Uri? own = folder.ServerUrl();
        Uri url = Named(server, port, variable) ?? own ?? Local(GlobalOptions.DefaultPort);
        string? token = Given(tokenFile, variable);
        if (token is null && (url.IsLoopback || url == own)) token = folder.Token();
        return new Connection(url, token);
    }

    /// <summary>The server that somebody named; null if nobody did.</summary>
    public static Uri? Named(string? server, int? port, Func<string, string?> variable)
    {
        string? text = server ?? variable("TASKSYNC_SERVER");
        if (string.IsNullOrEmpty(text)) return port is int local ? Local(local) : null;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)) return url;
        throw new UsageException(
            $"'{text}' is no URL of a server; one looks like http://host:{GlobalOptions.DefaultPort}.");
    }

    private static string? Given(string? tokenFile, Func<string, string?> variable)
    {
        if (tokenFile is null) return variable("TASKSYNC_TOKEN") is { Length: > 0 } token ? token.Trim() : null;
        try
        {
            return File.ReadAllText(tokenFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The token file {tokenFile} can't be read: {e.Message}");
        }
    }

    private static Uri Local(int port) => new($"http://127.0.0.1:{port}/");
}

/// <summary>The command line makes no sense; the message says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);
