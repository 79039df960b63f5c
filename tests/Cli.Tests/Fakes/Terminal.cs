using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests.Fakes;

/// <summary>A person's terminal on a machine of its own: runs commands and shows what they printed.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tasksync-cli-");
    private readonly Printed output = new();
    private readonly StringWriter error = new();
    private readonly MemoryStream bytes = new();
    private readonly MemoryStream errorBytes = new();

    public HastyTime Time { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Whether a person looks at standard error.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether standard output goes to systemd's journal.</summary>
    public bool IsJournal { get; set; }

    /// <summary>Called when a command has said something that is meant to be seen at once.</summary>
    public Action OnFlush { set => output.OnFlush = value; }

    public string Folder => folder.FullName;

    public string Out => output.ToString();

    public string Error => error.ToString();

    public byte[] Bytes => bytes.ToArray();

    public byte[] ErrorBytes => errorBytes.ToArray();

    /// <summary>What is piped in.</summary>
    public string Input { get; set; } = "";

    /// <summary>Runs a command in the terminal's own data folder.</summary>
    public Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    /// <summary>Runs a command until it ends or somebody presses Ctrl-C.</summary>
    public Task<int> RunAsync(CancellationToken interrupt, params string[] args) =>
        CommandLine.RunAsync(args, World(), interrupt);

    /// <summary>Puts a file into the data folder.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Makes the terminal's commands find a server, as on a server's own machine.</summary>
    public void Find(FakeServer server) => Write("server.json", $$"""{"url":"{{server.Url}}","pid":1}""");

    public void Dispose() => folder.Delete(recursive: true);

    private Surroundings World() => new()
    {
        Out = output,
        Error = error,
        OpenOut = () => new Kept(bytes),
        OpenError = () => new Kept(errorBytes),
        In = new StringReader(Input),
        ErrorIsTerminal = IsWatched,
        IsJournal = IsJournal,
        Variable = name => name == "TASKSYNC_DATA" ? Folder : Variables.GetValueOrDefault(name),
        Time = Time,
    };

    private sealed class Printed : StringWriter
    {
        public Action OnFlush { get; set; } = () => { };

        public override Task FlushAsync()
        {
            OnFlush();
            return base.FlushAsync();
        }
    }

    /// <summary>A command closes its standard output; the test still wants to read it.</summary>
    private sealed class Kept(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
