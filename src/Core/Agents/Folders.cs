namespace TaskSync.Core.Agents;

/// <summary>The rule that a folder lies within a root: compared by segment, so that <c>/work</c> does not contain <c>/work2</c>.</summary>
public static class Folders
{
    /// <summary>Whether <paramref name="path"/> is an absolute path without <c>.</c>, <c>..</c>, doubled slashes or NUL.</summary>
    public static bool IsPlainAbsolute(string path) =>
        path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal)
            && path.TrimEnd('/').Split('/').Skip(1).All(segment => segment is not ("" or "." or ".."));

    /// <summary>Whether <paramref name="path"/> is one of the roots or below one. Links are the agent's to resolve.</summary>
    public static bool IsWithin(string path, IEnumerable<string> roots)
    {
        string folder = path.TrimEnd('/');
        return roots.Select(root => root.TrimEnd('/')).Any(root =>
            folder == root || (folder.StartsWith(root, StringComparison.Ordinal) && folder[root.Length] == '/'));
    }
}
