namespace TaskSync.Core.Agents;

/// <summary>The rule that a folder lies within a root: compared by segment, so that <c>/srv</c> does not contain <c>/srv2</c>.</summary>
public static class Folders
{
    /// <summary>Whether <paramref name="path"/> is an absolute path without <c>.</c>, <c>..</c>, doubled slashes or NUL.</summary>
    public static bool IsPlainAbsolute(string path) =>
        path == "/" || (path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal)
            && WithoutEnd(path).Split('/').Skip(1).All(segment => segment is not ("" or "." or "..")));

    /// <summary>
    /// Whether <paramref name="path"/> is one of the roots or below one; never for what is not plain and absolute. Links are the
    /// agent's to resolve.
    /// </summary>
    public static bool IsWithin(string path, IEnumerable<string> roots)
    {
        if (!IsPlainAbsolute(path)) return false;
        string folder = WithoutEnd(path);
        return roots.Where(IsPlainAbsolute).Select(WithoutEnd).Any(root =>
            folder == root || (folder.StartsWith(root, StringComparison.Ordinal) && folder[root.Length] == '/'));
    }

    /// <summary>The path without one slash at its end; the root of everything becomes empty.</summary>
    private static string WithoutEnd(string path) => path.EndsWith('/') ? path[..^1] : path;
}
