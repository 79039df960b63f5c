using System.Diagnostics;
using Npgsql;
using TaskSync.Tests;

namespace TaskSync.Storage.Tests;

/// <summary>
/// A PostgreSQL of the suite's own: in a temporary folder, on a free port of the loopback, synced like a real one.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private const string User = "tasksync";

    /// <summary>What has to happen may take as long as this on a busy machine, in seconds.</summary>
    private const int Seconds = 60;

    // Whatever becomes of the tests, even a kill: their end of the pipe closes, and the server and its folder go.
    private const string Guard = """
        "$1" -D "$2" & server=$!
        read -r word
        kill -QUIT $server 2>/dev/null
        wait $server
        [ "$word" = keep ] || rm -rf "$3"
        """;

    /// <summary>It refuses to run as root, which is what test machines often are.</summary>
    private static readonly string[] Unprivileged =
        Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];

    private static readonly Lazy<PostgresServer> One = new(() => new());
    private static int _databases;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tasksync-pg-{Guid.NewGuid():N}");
    private readonly int _port = LoopbackPorts.Free();
    private Process? _guard;

    public PostgresServer(params string[] settings)
    {
        Directory.CreateDirectory(_folder);
        if (Unprivileged.Length > 0) Run(["chown", "nobody", _folder]);
        Run([.. Unprivileged, Binary("initdb"), "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C"]);
        File.AppendAllLines(Path.Combine(Data, "postgresql.conf"),
        [
            $"port = {_port}", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{_folder}'",
            "max_connections = 200", "fsync = on", .. settings,
        ]);
        Start();
    }

    /// <summary>The one that the whole suite shares.</summary>
    public static PostgresServer Shared => One.Value;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The name of a database that is not there yet.</summary>
    public static string NewName() => $"test_{Interlocked.Increment(ref _databases)}";

    /// <summary>Makes a database unless it is there.</summary>
    public string Database(string name)
    {
        using NpgsqlConnection connection = new(ConnectionTo("postgres"));
        connection.Open();
        using NpgsqlCommand find = new($"SELECT count(*) FROM pg_database WHERE datname = '{name}'", connection);
        if ((long)find.ExecuteScalar()! == 0)
        {
            using NpgsqlCommand create = new($"CREATE DATABASE {name}", connection);
            create.ExecuteNonQuery();
        }
        return ConnectionTo(name);
    }

    public string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={_port};Username={User};Database={database};Timeout={Seconds};Command Timeout={Seconds}";

    public void Start()
    {
        string[] command = [.. Unprivileged, "sh", "-c", Guard, "guard", Binary("postgres"), Data, _folder];
        ProcessStartInfo info = new(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = _folder,
        };
        _guard = Process.Start(info)!;
        string said = "";
        // It says when it takes connections, so nobody has to ask again and again.
        while (_guard.StandardError.ReadLine() is { } line)
        {
            said += line + "\n";
            if (!line.Contains("ready to accept connections", StringComparison.Ordinal)) continue;
            // What it says later is of no interest, but it must not wait for a reader.
            _ = _guard.StandardError.ReadToEndAsync();
            return;
        }
        throw new InvalidOperationException($"PostgreSQL did not start: {said}");
    }

    /// <summary>Cuts every connection and stops as in an emergency; what was confirmed must still be there afterwards.</summary>
    public void Crash()
    {
        Run(["kill", "-QUIT", File.ReadLines(Path.Combine(Data, "postmaster.pid")).First()]);
        _guard?.StandardInput.WriteLine("keep");
        End();
    }

    /// <summary>Stops it: <c>fast</c> as for a restart by its operator, <c>immediate</c> as in an emergency.</summary>
    public void Stop(string mode)
    {
        Run([.. Unprivileged, Binary("pg_ctl"), "-D", Data, "-m", mode, "-w", "stop"]);
        _guard?.StandardInput.WriteLine("keep");
        End();
    }

    public void Dispose() => End();

    private void End()
    {
        if (_guard is not { } guard) return;
        _guard = null;
        guard.StandardInput.Close();
        guard.WaitForExit(TimeSpan.FromSeconds(Seconds));
        guard.Dispose();
    }

    private static string Binary(string name) => Path.Combine(PostgresBinaries.Folder!, name);

    private static void Run(string[] command)
    {
        ProcessStartInfo info = new(command[0], command[1..])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
        };
        using Process process = Process.Start(info)!;
        _ = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {said}");
    }
}
