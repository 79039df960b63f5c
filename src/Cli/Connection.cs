namespace TaskSync.Cli;

/// <summary>Which server, or which nodes of a cluster, to talk to, and with which credential.</summary>
internal sealed record Connection(IReadOnlyList<Uri> Servers, string? Token)
{
    /// <summary>
    /// Named beats found: the options, then the environment, then what the data folder says. The folder's
    /// token goes to this machine and to the server of that folder only; another host has no business with
    /// it.
    /// </summary>
    public static Connection Find(
        DataFolder folder, string[]? servers, int? port, string? tokenFile, Func<string, string?> variable)
    {
        Uri? own = folder.ServerUrl();
        IReadOnlyList<Uri> named = Named(servers, port, variable);
        IReadOnlyList<Uri> urls = named.Count > 0 ? named : [own ?? Local(GlobalOptions.DefaultPort)];
        string? token = Given(tokenFile, variable);
        if (token is null && urls.All(url => url.IsLoopback || url == own)) token = folder.Token();
        return new Connection(urls, token);
    }

    /// <summary>The server or the nodes that somebody named; empty if nobody did.</summary>
    public static IReadOnlyList<Uri> Named(string[]? servers, int? port, Func<string, string?> variable)
    {
        // In the environment, which has no lists, spaces stand between them.
        string[] texts = servers is { Length: > 0 }
            ? servers
            : (variable("TASKSYNC_SERVER") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (texts.Length > 0) return [.. texts.Select(Read)];
        return port is int local ? [Local(local)] : [];
    }

    private static Uri Read(string text)
    {
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
