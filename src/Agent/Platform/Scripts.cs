namespace TaskSync.Agent.Platform;

/// <summary>
/// The scripts that supervise; they travel as an argument, so that none is missing or changed on the way.
/// </summary>
internal static class Scripts
{
    public static string Read(string name)
    {
        using Stream stream = typeof(Scripts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
