using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Processes;

/// <summary>
/// The life of one attempt's processes, from the start or from wherever the last agent left it, to the end; or until
/// <paramref name="over"/>, when the next agent looks on.
/// </summary>
internal sealed partial class AttemptProcess(
    AttemptSpec spec, AttemptFolder folder, Supervisor supervisor, Secrets secrets, TimeSpan grace, IEventSink sink,
    TimeProvider time, CancellationToken over)
{
    /// <summary>
    /// How often a beginning is looked for: a shell needs a few milliseconds to become the command.
    /// </summary>
    private static readonly TimeSpan BeginEvery = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// How often an end is looked for where no child tells it: processes of an earlier agent, and trees
    /// without supervisor.
    /// </summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often it is looked for where the end of a child tells it: only in case that goes missing.
    /// </summary>
    private static readonly TimeSpan SafetyEvery = TimeSpan.FromSeconds(5);

    private readonly IPlatform _platform = supervisor.Platform;
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IListener? _listener = supervisor.Listen(spec, folder, secrets);
    private DateTimeOffset? _signalledAt;
    private AttemptTree? _seen;

    /// <summary>Asks for the end; see <see cref="IAttemptRunner.Stop"/>.</summary>
    public void AskToStop(DateTimeOffset? signalledAt)
    {
        _signalledAt = signalledAt;
        _stopAsked.TrySetResult();
    }

    /// <summary>Starts and stays until the end.</summary>
    public async Task StartAsync()
    {
        over.ThrowIfCancellationRequested();
        Task supervisorEnded;
        try
        {
            folder.Unseal();
            supervisorEnded = supervisor.Start(spec, folder);
        }
        catch (Exception e) when (e is CannotStartException or IOException or UnauthorizedAccessException)
        {
            Post(new ProcessEvent.NotStarted(spec.Key, time.GetUtcNow(), e.Message));
            return;
        }
        while (!IsBegun && (!supervisorEnded.IsCompleted || IsSupervised)) await Task.Delay(BeginEvery, time, over);
        await SeeThroughAsync(supervisorEnded);
    }

    /// <summary>Takes up what an earlier agent started, and stays until the end.</summary>
    public async Task AttachAsync()
    {
        over.ThrowIfCancellationRequested();
        // A supervisor may have been on its way when the last agent died. It claims the folder before it does
        // anything, so the seal decides: either it is there, or it never will be.
        if (spec.BootId == _platform.BootId && !folder.WasBegun && folder.Seal())
        {
            Post(new ProcessEvent.NeverBegun(spec.Key));
            return;
        }
        while (!IsBegun && IsSupervised) await Task.Delay(BeginEvery, time, over);
        await SeeThroughAsync(supervisorEnded: null);
    }

    private bool IsBegun => folder.ReadProcess() is not null || folder.ReadExit() is not null;

    private bool IsSupervised => folder.ReadSupervisor() is { } record && _platform.IsAlive(record, spec.Nonce);

    private async Task SeeThroughAsync(Task? supervisorEnded)
    {
        PostStarted();
        while (!IsOver(supervisorEnded) && !_stopAsked.Task.IsCompleted && !HasLingered())
        {
            Task? tells = supervisorEnded is { IsCompleted: false } ? supervisorEnded : null;
            Converse();
            LookForSigns();
            Task look = Task.Delay(tells is null || _listener is not null ? LookEvery : SafetyEvery, time, over);
            await Task.WhenAny(tells ?? look, _stopAsked.Task, look);
            over.ThrowIfCancellationRequested();
        }
        // What had said its result before the first signal is what it said, whoever ends the process then.
        bool saidAll = _listener?.HasSaidAll() == true;
        bool ends = _stopAsked.Task.IsCompleted || HasLingered();
        bool signalled = ends && folder.ReadExit() is null && await EndTreeAsync();
        _listener?.Hush();
        Post(WhyNotStarted() is { } why
            ? new ProcessEvent.NotStarted(spec.Key, time.GetUtcNow(), why)
            : new ProcessEvent.Ended(spec.Key, Describe(signalled, saidAll)));
    }

    /// <summary>
    /// Over is what has a record of its end, or neither a supervisor that could write one nor anything to
    /// supervise.
    /// </summary>
    private bool IsOver(Task? supervisorEnded)
    {
        if (folder.ReadExit() is not null) return true;
        if (supervisorEnded is { IsCompleted: false } || IsSupervised) return false;
        return folder.ReadExit() is not null || Look().IsEmpty;
    }

    private AttemptTree Look() =>
        _seen = AttemptTree.Look(_platform, new AttemptTraces(spec.Nonce, folder), earlier: _seen);

    private string? WhyNotStarted()
    {
        if (folder.ReadExit() is { NotStarted: true })
        {
            return $"The command could not be executed: {folder.ReadWhyNotStarted()}";
        }
        if (File.Exists(folder.Process) || File.Exists(folder.Exit) || spec.BootId != _platform.BootId) return null;
        return $"The command's supervisor ended before it could start it. {folder.ReadWhyNotStarted()}";
    }

    private void PostStarted()
    {
        ProcessRecord? process = folder.ReadProcess();
        if (process is null) return;
        TimeSpan ranFor = process.BootId == _platform.BootId ? _platform.RunningFor(process) : TimeSpan.Zero;
        Post(new ProcessEvent.Started(spec.Key, File.GetLastWriteTimeUtc(folder.Process), ranFor));
    }

    private void Post(ProcessEvent what) => sink.Post(what);

    private ProcessEnd Describe(bool signalled, bool saidAll)
    {
        ExitRecord? exit = folder.ReadExit();
        AttemptTree left = Remains(signalled);
        if (left.IsEmpty) ControlGroup.Remove(folder.ReadGroup());
        Judgement? judged = _listener?.Judge(exit);
        return new ProcessEnd
        {
            At = exit?.At ?? time.GetUtcNow(),
            Kind = exit is null ? EndKind.ExitUnknown : EndKind.Exited,
            ExitCode = exit?.ExitCode,
            Signal = exit?.Signal,
            Signalled = (signalled && !saidAll) || (_signalledAt is { } at && (exit is null || exit.At >= at)),
            TreeEmpty = left.IsEmpty && left.Unproven.Count == 0,
            Leftovers = left.Leftovers,
            StdoutBytes = folder.OutputLength(OutputStream.Stdout),
            StderrBytes = folder.OutputLength(OutputStream.Stderr),
            Result = judged?.Result,
            Conversation = judged?.Conversation,
            Message = exit is null ? WhyUnknown() : _listener is null ? WhyEnded(exit) : judged?.Message,
        };
    }

    /// <summary>
    /// After a stop, everybody is looked for. After an end of its own nothing depends on that, so an empty
    /// group is enough: reading all processes of the machine for every short command would cost more than the
    /// commands.
    /// </summary>
    private AttemptTree Remains(bool signalled)
    {
        bool asked = signalled || _stopAsked.Task.IsCompleted;
        if (asked || folder.ReadProcess() is not { } process || LibC.GroupExists(process.Pid)) return Look();
        return ControlGroup.Members(folder.ReadGroup()).Count == 0 ? new AttemptTree([]) : Look();
    }

    /// <summary>A machine that goes down ends what runs; null if there is no more to say than code or signal.</summary>
    private string? WhyEnded(ExitRecord exit)
    {
        if (folder.ReadProcess() is not { } process || process.BootId == _platform.BootId) return null;
        return exit switch
        {
            { Signal: { } signal } => $"The process was ended by signal {signal}; the machine has been restarted since.",
            { ExitCode: not 0 and { } code } => $"The process ended with exit code {code}; the machine has been restarted since.",
            _ => null,
        };
    }

    private string WhyUnknown()
    {
        string? boot = folder.ReadProcess()?.BootId ?? spec.BootId;
        return boot == _platform.BootId
            ? $"The process is gone and left no record of how it ended. {folder.ReadSupervisorLog()}".Trim()
            : "The machine was restarted while the attempt ran, or before it could; how it ended is not known.";
    }
}
