using TaskSync.Storage;
using TaskSync.Storage.Measure;

// Small measures of the storage alone: `writes [WRITERS] [TASKS]`, `queue`, `output`, `search [TASKS]`. `--folder DIR` says on which
// disk; `--no-sync` leaves the disk out.
string[] words = [.. args.Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
int folderAt = Array.IndexOf(args, "--folder");
string parent = folderAt < 0 ? Path.GetTempPath() : args[folderAt + 1];
words = folderAt < 0 ? words : [.. words.Where(word => word != parent)];
string folder = Path.Combine(parent, $"tasksync-measure-{Environment.ProcessId}");
try
{
    await using var storage = SqliteStorage.Open(new() { Folder = folder, Durable = !args.Contains("--no-sync") });
    switch (words.FirstOrDefault() ?? "writes")
    {
        case "writes":
            await WriteMeasure.RunAsync(storage, writers: Number(1, 64), tasks: Number(2, 20_000));
            break;
        case "queue":
            await QueueMeasure.RunAsync(storage);
            break;
        case "output":
            await OutputMeasure.RunAsync(storage);
            break;
        case "search":
            await SearchMeasure.RunAsync(storage, tasks: Number(1, 100_000));
            break;
        default:
            Console.Error.WriteLine($"\"{words[0]}\" is no measure. Say writes, queue, output or search.");
            break;
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

int Number(int place, int otherwise) => words.Length > place ? int.Parse(words[place], null) : otherwise;
