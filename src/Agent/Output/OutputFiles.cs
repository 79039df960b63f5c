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
        return await MaskedFile.ReadAsync(folder.Output(stream), from, most, isOver, plan.Secrets);
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

    private Plan PlanOf(AttemptKey key, AttemptFolder folder)
    {
        if (_plans.TryGetValue(key, out Plan? known)) return known;
        if (_plans.Count >= MostPlans) _plans.Clear();
        AttemptSpec? spec = folder.ReadSpec();
        return _plans[key] = new Plan(names.Of(spec), spec?.OutputLimit ?? 0);
    }

    private sealed record Plan(Secrets Secrets, long Limit);
}
