using System.Diagnostics;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Measure;

/// <summary>
/// How long a search takes among a hundred thousand tasks with prompts and results: for words that nearly all have,
/// words that few have, and both with filters. The goal is 20 ms at half of all times, on a machine that does nothing else.
/// </summary>
internal static class SearchMeasure
{
    private const int Searches = 30;
    private const int TasksOfSession = 20;

    /// <summary>Words as people use them: the nth comes about 1/n times as often as the first.</summary>
    private const int Vocabulary = 20_000;

    private const int WordsOfPrompt = 60;
    private const int WordsOfResult = 120;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(SqliteStorage storage, int tasks)
    {
        var filling = Stopwatch.StartNew();
        int made = -1;
        await Lives.EachAsync(256, tasks, () => storage.States.WriteTaskAsync(Make(Interlocked.Increment(ref made)), etag: null));
        Console.WriteLine($"{tasks:N0} tasks with {WordsOfPrompt} words asked and {WordsOfResult} answered, "
            + $"written in {filling.Elapsed.TotalSeconds:N0} s");
        await MeasureAsync(storage, "a word that nearly all have", new() { Text = Word(1) });
        await MeasureAsync(storage, "two of them", new() { Text = $"{Word(1)} {Word(2)}" });
        await MeasureAsync(storage, "a word that some have", new() { Text = Word(300) });
        await MeasureAsync(storage, "a word that few have", new() { Text = Word(15_000) });
        await MeasureAsync(storage, "a common and a rare word", new() { Text = $"{Word(1)} {Word(15_000)}" });
        await MeasureAsync(storage, "two letters", new() { Text = Word(1)[..2] });
        await MeasureAsync(storage, "one letter", new() { Text = Word(1)[..1] });
        await MeasureAsync(storage, "no such word", new() { Text = "zzzzzz" });
        await MeasureAsync(storage, "a common word, failed", new() { Text = Word(1), States = [TaskState.Failed] });
        await MeasureAsync(storage, "a common word, at work", new() { Text = Word(1), States = [TaskState.Working] });
        await MeasureAsync(storage, "a common word, in a session", new() { Text = Word(1), SessionId = SessionId.Derive("7") });
        await MeasureAsync(storage, "a common word, on one of 50 agents", new() { Text = Word(1), AgentId = AgentId.Derive("7") });
        await MeasureAsync(storage, "a common word, on a long day ago", new()
        {
            Text = Word(1), From = Start.AddSeconds(10_000), To = Start.AddSeconds(11_000),
        });
        await MeasureAsync(storage, "no word, before a time long ago", new() { To = Start.AddSeconds(10_000) });
    }

    private static TaskSnapshot Make(int number)
    {
        var dice = new Random(number);
        DateTimeOffset at = Start.AddSeconds(number);
        var spec = new TaskSpec { Kind = TaskKind.Claude, Prompt = Text(dice, WordsOfPrompt), Title = Text(dice, 8) };
        (int session, int ordinal) = (number / TasksOfSession, (number % TasksOfSession) + 1);
        TaskId id = TaskId.Derive("measure", $"{number}");
        var create = new TaskCommand.Create(id, SessionId.Derive($"{session}"), ordinal, spec, new string('a', 64), "admin");
        TaskSnapshot task = Lives.Then(null, create, at);
        AgentId agent = AgentId.Derive($"{dice.Next(50)}");
        task = Lives.Then(task, new TaskCommand.Offer(agent), at);
        task = Lives.Then(task, Report(agent, id, 1, ReportKind.Started, at, null), at);
        bool isOpen = number % 1_000 == 0;
        var end = new AttemptEnd
        {
            Kind = EndKind.Exited, TreeEmpty = true,
            Result = new() { Text = Text(dice, WordsOfResult), IsError = number % 20 == 0, CostUsd = 0.01m },
        };
        return (isOpen ? task : Lives.Then(task, Report(agent, id, 2, ReportKind.Ended, at, end), at)) with { Version = 1 };
    }

    private static TaskCommand.Report Report(
        AgentId agent, TaskId id, long seq, ReportKind kind, DateTimeOffset at, AttemptEnd? end) =>
        new(agent, new() { TaskId = id, Attempt = 1, Seq = seq, Kind = kind, At = at, End = end });

    private static string Text(Random dice, int words) => string.Join(' ', Enumerable.Range(0, words)
        .Select(_ => Word((int)Math.Exp(dice.NextDouble() * Math.Log(Vocabulary)))));

    /// <summary>The nth word: its number in letters, so that words share beginnings.</summary>
    private static string Word(int number)
    {
        Span<char> letters = stackalloc char[5];
        for (int i = 0; i < letters.Length; i++, number /= 16) letters[i] = (char)('a' + (number % 16));
        return letters.ToString();
    }

    private static async Task MeasureAsync(SqliteStorage storage, string what, TaskQuery query)
    {
        var took = new List<double>();
        int found = 0;
        for (int i = 0; i < Searches; i++)
        {
            long started = Stopwatch.GetTimestamp();
            found = (await storage.Catalog.ListTasksAsync(query)).Tasks.Count;
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        took.Sort();
        Console.WriteLine(
            $"{what}: {took[took.Count / 2]:N2} ms (p50), {took[took.Count * 99 / 100]:N2} ms (p99); {found} on its page");
    }
}
