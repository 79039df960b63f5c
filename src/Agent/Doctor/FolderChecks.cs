using TaskSync.Agent.Folder;
using TaskSync.Agent.Journal;

namespace TaskSync.Agent.Doctor;

/// <summary>The agent's own folder: whose it is, and whether it can be written to.</summary>
internal static class FolderChecks
{
    /// <summary>A journal needs a few kilobytes an attempt, its output as much as commands write.</summary>
    private const long LittleSpace = 1_000_000_000;

    /// <summary>With less, one command fills it.</summary>
    private const long NoSpace = 50_000_000;

    /// <summary>Each attempt waits for about four writes before it runs.</summary>
    private static readonly TimeSpan SlowWrite = TimeSpan.FromMilliseconds(100);

    public static IEnumerable<Finding> Run(AgentFolder folder, AgentConfig config, TimeProvider time)
    {
        yield return Identity(folder);
        yield return Privacy(folder.Paths);
        yield return Running(folder.Paths);
        yield return Writing(folder.Paths, time);
        yield return Space("folder", folder.Paths.Folder);
        string[] unusable = [.. config.Secrets.Where(IsTooShort)];
        if (unusable.Length > 0)
        {
            yield return Finding.Doubtful("secrets",
                $"The values of {string.Join(", ", unusable)} are too short to be masked: at least {Output.Secrets.ShortestBytes} bytes.");
        }
    }

    public static Finding Space(string about, string path)
    {
        try
        {
            long free = new DriveInfo(path).AvailableFreeSpace;
            string sentence = $"{free / 1_000_000} MB are free for {path}.";
            if (free < NoSpace) return Finding.Bad(about, $"{sentence} Make room: no work is taken when the disk is full.");
            return free < LittleSpace ? Finding.Doubtful(about, sentence) : Finding.Good(about, sentence);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Doubtful(about, $"How much space there is for {path} can't be seen: {e.Message}");
        }
    }

    private static Finding Identity(AgentFolder folder)
    {
        if (!folder.IsEnrolled) return Finding.Bad("identity", $"{folder.Paths.Folder} is no agent's. {AgentFolder.Enrol}");
        try
        {
            FolderIdentity identity = folder.ReadIdentity();
            return folder.WhyNotHere(identity, MachineId.Read()) is { } not
                ? Finding.Bad("identity", not.Message)
                : Finding.Good("identity", $"It is {identity.AgentId}'s and was started {identity.Instance} times.");
        }
        catch (CannotRunException e)
        {
            return Finding.Bad("identity", e.Message);
        }
    }

    private static Finding Privacy(AgentPaths paths)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        string[] open = [.. new[] { paths.Credential, paths.Attempts, paths.Kept }
            .Where(path => Path.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)];
        return open.Length == 0
            ? Finding.Good("privacy", "Only this user may read its credential and what it ran.")
            : Finding.Doubtful("privacy", $"Others may read {string.Join(" and ", open)}. Run: chmod -R go= {paths.Folder}");
    }

    private static Finding Running(AgentPaths paths)
    {
        if (!File.Exists(paths.Lock)) return Finding.Good("lock", "No agent has worked here yet.");
        using FileStream? held = FolderLock.TryTake(paths.Lock);
        return Finding.Good("lock", held is null ? "An agent works here now." : "No agent works here now.");
    }

    private static Finding Writing(AgentPaths paths, TimeProvider time)
    {
        string probe = Path.Combine(paths.Folder, "doctor");
        try
        {
            long since = time.GetTimestamp();
            DurableFile.Replace(probe, "probe"u8);
            TimeSpan took = time.GetElapsedTime(since);
            File.Delete(probe);
            string sentence = $"A file is on disk after {took.TotalMilliseconds:0} ms.";
            return took < SlowWrite
                ? Finding.Good("disk", sentence)
                : Finding.Doubtful("disk", sentence + " Each start of an attempt waits for about four of them.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("disk", $"Nothing can be written to {paths.Folder}: {e.Message}");
        }
    }

    private static bool IsTooShort(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 and < Output.Secrets.ShortestBytes };
}
