using System.Collections.Concurrent;
using System.Text.Json;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Journal;

/// <summary>The journal on disk: one folder for each attempt.</summary>
internal sealed class FileJournal(string attempts, RememberedLog remembered, KeptOutput kept, IDisk disk)
    : IJournal, IAsyncDisposable
{
    /// <summary>
    /// Files that are synced side by side: the disk writes them as one, while the agent waits once.
    /// </summary>
    private static readonly ParallelOptions SideBySide = new() { MaxDegreeOfParallelism = 8 };

    private Task _sweeping = Task.CompletedTask;

    public async ValueTask<JournalContents> ReadAsync()
    {
        DurableFile.CreateFolder(attempts);
        IReadOnlyList<AttemptReport> finals = await Task.Run(remembered.Read);
        HashSet<AttemptKey> known = [.. finals.Select(final => new AttemptKey(final.TaskId, final.Attempt))];
        var found = new List<JournaledAttempt>();
        foreach (string path in Directory.GetDirectories(attempts).Order(StringComparer.Ordinal))
        {
            if (!AttemptKey.TryParse(Path.GetFileName(path), out AttemptKey key)) continue;
            if (!known.Contains(key) && Read(key, new AttemptFolder(path)) is { } attempt) found.Add(attempt);
            // Remembered, or never accepted: what is left of it means nothing.
            else kept.Take(path);
        }
        kept.Sweep();
        return new JournalContents(found, finals);
    }

    public async ValueTask<IReadOnlyDictionary<AttemptKey, string>> SaveAsync(IReadOnlyList<JournalWrite> writes)
    {
        var failed = new ConcurrentDictionary<AttemptKey, string>();
        await Task.Run(() =>
        {
            Parallel.ForEach(writes, SideBySide, write => Try(() => Write(write), [write.Key], failed));
            AttemptKey[] accepted = [.. writes.OfType<JournalWrite.Accept>().Select(accept => accept.Key)];
            if (accepted.Length > 0) Try(() => disk.SyncFolder(attempts), accepted, failed);
            Retire([.. writes.OfType<JournalWrite.Retire>()], failed);
        });
        return failed;
    }

    /// <summary>Waits for the removals: the folder may be the next agent's in a moment.</summary>
    public ValueTask DisposeAsync() => new(_sweeping);

    /// <summary>
    /// An attempt as its folder shows it; null if the folder was never finished and nothing of it ever ran.
    /// </summary>
    private static JournaledAttempt? Read(AttemptKey key, AttemptFolder folder)
    {
        AttemptState? state = FramedLines.Read(folder.Steps, AgentJson.State).LastOrDefault();
        AttemptSpec? spec = folder.ReadSpec();
        if (spec is null && state is null && !folder.WasBegun) return null;
        return new JournaledAttempt(spec ?? Damaged(key, folder), state ?? new AttemptState { Phase = AttemptPhase.Accepted });
    }

    /// <summary>
    /// What to run is lost, but something may run: the pair is kept, and evidence says what became of it.
    /// Without the nonce no process can be proven to be of it, so none will be signalled.
    /// </summary>
    private static AttemptSpec Damaged(AttemptKey key, AttemptFolder folder) => new()
    {
        TaskId = key.TaskId, Attempt = key.Attempt, Spec = new TaskSpec { Kind = TaskKind.Command }, Nonce = "",
        BootId = folder.ReadProcess()?.BootId ?? folder.ReadSupervisor()?.BootId ?? "",
        AcceptedAt = Directory.GetCreationTimeUtc(folder.Path),
    };

    private void Write(JournalWrite write)
    {
        AttemptFolder folder = AttemptFolder.Of(attempts, write.Key);
        switch (write)
        {
            case JournalWrite.Accept accept:
                if (Directory.Exists(folder.Path)) Directory.Delete(folder.Path, recursive: true);
                DurableFile.CreateFolder(folder.Path);
                if (accept.State.Phase != AttemptPhase.Accepted) Append(folder, accept.State);
                disk.Replace(folder.Spec, JsonSerializer.SerializeToUtf8Bytes(accept.Spec, AgentJson.Spec));
                break;
            case JournalWrite.Save save:
                Append(folder, save.State);
                break;
            case JournalWrite.Discard:
                // Not synced: should a power cut bring it back, its boot is over, and what is of another boot is never started.
                if (Directory.Exists(folder.Path)) Directory.Delete(folder.Path, recursive: true);
                break;
        }
    }

    private void Append(AttemptFolder folder, AttemptState state)
    {
        byte[] line = FramedLines.Frame(state, AgentJson.State);
        // The line break before it ends what a crash may have left half written.
        disk.Append(folder.Steps, [(byte)'\n', .. line]);
    }

    private void Retire(JournalWrite.Retire[] retired, ConcurrentDictionary<AttemptKey, string> failed)
    {
        if (retired.Length == 0) return;
        Try(() => remembered.Add(retired.Select(write => write.Final)), [.. retired.Select(write => write.Key)], failed);
        string[] folders = [.. retired.Where(write => !failed.ContainsKey(write.Key))
            .Select(write => AttemptFolder.Of(attempts, write.Key).Path)];
        // Nobody waits for the removal: a folder that is remembered means nothing any more.
        _sweeping = _sweeping.ContinueWith(_ => Remove(folders), TaskScheduler.Default);
    }

    private void Remove(string[] folders)
    {
        foreach (string folder in folders) TrySweep(() => kept.Take(folder));
        TrySweep(kept.Sweep);
    }

    private static void TrySweep(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }

    private static void Try(Action write, AttemptKey[] keys, ConcurrentDictionary<AttemptKey, string> failed)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (AttemptKey key in keys) failed[key] = e.Message;
        }
    }
}
