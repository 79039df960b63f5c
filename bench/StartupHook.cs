using TaskSync.Bench;

/// <summary>
/// What the runtime calls inside the server before its own code begins (DOTNET_STARTUP_HOOKS finds it by this
/// name). So the server that is measured is the one that users get, and still tells what a load cost it.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ServerCounter.SocketVariable) is not { } path) return;
        new Thread(() => Answer(path)) { IsBackground = true, Name = "Bench counter" }.Start();
    }

    private static void Answer(string path)
    {
        using var counter = new ServerCounter();
        counter.Answer(path);
    }
}
