using System.Globalization;
using System.Reflection;

namespace TaskSync.Storage.Sqlite;

/// <summary>
/// The steps that bring a database to the newest schema: numbered SQL files beside the code, each applied once.
/// </summary>
internal sealed class Migrations
{
    private readonly string _name;

    private Migrations(string name, int newest) => (_name, Newest) = (name, newest);

    /// <summary>The number of the newest one.</summary>
    public int Newest { get; }

    /// <summary>The migrations of a database.</summary>
    public static Migrations Of(string name)
    {
        IEnumerable<string> all = Resources.GetManifestResourceNames();
        return new(name, all.Count(resource => resource.StartsWith(name + "/", StringComparison.Ordinal)));
    }

    /// <summary>Applies what is missing, all of it or nothing.</summary>
    public void Apply(Database database, long from, int applicationId)
    {
        if (from == Newest) return;
        database.Begin();
        try
        {
            for (long number = from + 1; number <= Newest; number++) database.Execute(Read(number));
            database.Execute(string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA application_id = {applicationId}; PRAGMA user_version = {Newest};"));
            database.Commit();
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    private static Assembly Resources => typeof(Migrations).Assembly;

    private string Read(long number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{_name}/{number:0000}.sql");
        using Stream stream = Resources.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The migration {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
