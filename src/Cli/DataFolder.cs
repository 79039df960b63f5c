using System.Text.Json;
using TaskSync.Cli.Client;

namespace TaskSync.Cli;

/// <summary>
/// The folder in which a server on this machine keeps everything, and what the other commands read from it.
/// </summary>
internal sealed record DataFolder(string Path)
{
    private string ServerFilePath => System.IO.Path.Combine(Path, "server.json");

    private string TokenPath => System.IO.Path.Combine(Path, "admin.token");

    /// <summary>Where the agent lives that <c>up</c> starts.</summary>
    public string Agent => System.IO.Path.Combine(Path, "agent");

    /// <summary>The folder that was asked for, that the environment names, or the usual place.</summary>
    public static DataFolder Choose(string? asked, Func<string, string?> variable)
    {
        string folder = NotEmpty(asked) ?? NotEmpty(variable("TASKSYNC_DATA")) ?? Usual(variable);
        return new DataFolder(System.IO.Path.GetFullPath(folder));
    }

    /// <summary>
    /// Where the server of this folder listens, as it wrote down itself; null if it never ran.
    /// </summary>
    public Uri? ServerUrl()
    {
        try
        {
            using FileStream file = File.OpenRead(ServerFilePath);
            return JsonSerializer.Deserialize(file, ClientJson.Default.ServerFile)?.Url;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The local credential; null if there is none that this user may read.</summary>
    public string? Token()
    {
        try
        {
            return NotEmpty(File.ReadAllText(TokenPath).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The XDG base directory rules; a relative XDG_DATA_HOME is to be ignored.</summary>
    private static string Usual(Func<string, string?> variable)
    {
        string? shared = NotEmpty(variable("XDG_DATA_HOME"));
        if (shared is null || !System.IO.Path.IsPathRooted(shared))
        {
            string home = NotEmpty(variable("HOME"))
                ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            shared = System.IO.Path.Combine(home, ".local", "share");
        }
        return System.IO.Path.Combine(shared, "tasksync");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
