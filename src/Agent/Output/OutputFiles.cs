using System.Collections.Concurrent;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Output;

/// <summary>
/// What attempts have written, as the server may have it: without secrets, and cut where there is too much. Up to the cut, an
/// offset is an offset in the file.
/// </summary>
internal sealed class OutputFiles(string attempts, SecretNames names) : IOutputFiles
{
    /// <summary>Attempts whose plan is kept; then all are read anew. More run nowhere.</summary>
    private const int MostPlans = Core.Limits.HoldsPerSync;

    private readonly ConcurrentDictionary<AttemptKey, Plan> _plans = [];

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        AttemptKey key, OutputStream stream, long from, int most, bool isOver)
    {
        AttemptFolder folder = AttemptFolder.Of(attempts, key);
        long length = folder.OutputLength(stream);
        Plan plan = PlanOf(key, folder);
        if (plan.Limit > 0 && from >= plan.Limit) return AfterCut(folder, stream, from - plan.Limit, most, length, plan.Limit);
        if (length <= from) return default;
        if (plan.Limit > 0) most = (int)Math.Min(most, plan.Limit - from);
        return await ReadMaskedAsync(folder.Output(stream), from, most, isOver, plan.Secrets);
    }

    private static ReadOnlyMemory<byte> AfterCut(
        AttemptFolder folder, OutputStream stream, long from, int most, long length, long limit)
    {
        if (!OutputCut.IsCut(length, limit)) return default;
        byte[] mark = OutputCut.Mark(limit);
        string end = folder.OutputEnd(stream);
        byte[] rest = File.Exists(end) ? [.. mark, .. File.ReadAllBytes(end)] : mark;
        return from >= rest.Length ? default : rest.AsMemory((int)from, (int)Math.Min(most, rest.Length - from));
    }

    /// <summary>
    /// Reads as far around the chunk as a secret can reach, so that each byte is masked or not whatever the chunks are. What may be
    /// the beginning of one waits for what follows, unless nothing will.
    /// </summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadMaskedAsync(
        string path, long from, int most, bool isOver, Secrets secrets)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        int before = (int)Math.Min(from, secrets.Reach);
        long around = Math.Min(before + most + secrets.Reach, RandomAccess.GetLength(file) - from + before);
        if (around <= before) return default;
        byte[] window = new byte[around];
        int read = await RandomAccess.ReadAsync(file, window, from - before);
        int waits = isOver ? 0 : secrets.Begun(window.AsSpan(0, read));
        secrets.Mask(window.AsSpan(0, read));
        int length = Math.Min(most, read - waits - before);
        return length > 0 ? window.AsMemory(before, length) : default;
    }

    private Plan PlanOf(AttemptKey key, AttemptFolder folder)
    {
        if (_plans.TryGetValue(key, out Plan? known)) return known;
        if (_plans.Count >= MostPlans) _plans.Clear();
        AttemptSpec? spec = folder.ReadSpec();
        return _plans[key] = new Plan(names.Of(spec), spec?.OutputLimit ?? 0);
    }

    private sealed record Plan(Secrets Secrets, long Limit);
}
