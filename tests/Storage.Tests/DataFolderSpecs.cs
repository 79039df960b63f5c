using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Tests;

public sealed class DataFolderSpecs : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_new_folder_is_for_its_owners_eyes_only()
    {
        await using var open = OpenStorage.Open(_folder.Root);

        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, new DirectoryInfo(_folder.Root).UnixFileMode);
        Assert.All(new DirectoryInfo(_folder.Root).GetFiles(), file => Assert.Equal(OwnerFile, file.UnixFileMode));
        Assert.Contains(_folder["catalog.db-wal"], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public async Task A_second_owner_is_told_which_folder_is_whose()
    {
        await using var open = OpenStorage.Open(_folder.Root);

        var refused = Assert.Throws<DataFolderException>(() => OpenStorage.Open(_folder.Root));

        Assert.Contains(_folder.Root, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_was_given_free_can_be_opened_again_and_has_all_that_was_there()
    {
        await using (var first = OpenStorage.Open(_folder.Root)) await first.States.WriteTaskAsync(Work.Queued(), etag: null);

        await using var second = OpenStorage.Open(_folder.Root);

        Assert.NotNull(await second.States.ReadTaskAsync(Work.Task("one", 1)));
    }

    [Fact]
    public async Task A_clean_stop_leaves_no_log_behind()
    {
        await using (var open = OpenStorage.Open(_folder.Root))
        {
            await open.States.WriteTaskAsync(Work.Queued(), etag: null);
            await open.Storage.Catalog.ListTasksAsync(new());
        }

        Assert.Equal(["catalog.db", "output.db", "server.lock", "server.pid"],
            Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("catalog.db"), InlineData("output.db")]
    public async Task A_newer_file_is_refused_and_left_as_it_is(string name)
    {
        await MakeAsync();
        using (Database file = Database.OpenWriter(_folder[name])) file.Execute("PRAGMA user_version = 99");

        string message = RefusesAndLeaves(name);

        Assert.Contains("newer TaskSync (schema 99", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.Root);
        File.WriteAllText(_folder["catalog.db"], new string('x', 5_000));

        Assert.Contains("no TaskSync catalog", RefusesAndLeaves("catalog.db"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.Root);
        using (Database file = Database.OpenWriter(_folder["catalog.db"])) file.Execute("CREATE TABLE tasks (id)");

        Assert.Contains("no TaskSync catalog", RefusesAndLeaves("catalog.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused_and_left_as_it_is()
    {
        await MakeAsync();
        using (FileStream file = File.OpenWrite(_folder["catalog.db"])) file.SetLength(file.Length / 2);

        Assert.Contains("cut off", RefusesAndLeaves("catalog.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_left_as_it_is()
    {
        await MakeAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_folder["catalog.db"]);
        bytes.AsSpan(4_096 * 2, 4_096 * 4).Fill(0xA5);
        await File.WriteAllBytesAsync(_folder["catalog.db"], bytes);

        Assert.Contains("restore a backup", RefusesAndLeaves("catalog.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_gives_the_folder_free()
    {
        await MakeAsync();
        byte[] good = await File.ReadAllBytesAsync(_folder["output.db"]);
        await File.WriteAllTextAsync(_folder["output.db"], new string('x', 5_000));
        Assert.Throws<DataFolderException>(() => OpenStorage.Open(_folder.Root));
        await File.WriteAllBytesAsync(_folder["output.db"], good);

        await using var open = OpenStorage.Open(_folder.Root);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        Directory.CreateDirectory(_folder.Root);
        File.WriteAllText(_folder["file"], "");

        var refused = Assert.Throws<DataFolderException>(() => OpenStorage.Open(_folder["file"]));

        Assert.Contains(_folder["file"], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.6.23", false), InlineData("3.7.0", true), InlineData("3.50.4", true), InlineData("3.51.2", true)]
    [InlineData("3.51.3", false), InlineData("3.50.7", false), InlineData("3.44.6", false), InlineData("3.44.5", true)]
    [InlineData("3.53.0", false)]
    public void Versions_with_the_wal_reset_bug_are_known(string version, bool hasIt) =>
        Assert.Equal(hasIt, SqliteVersion.HasWalResetBug(Version.Parse(version)));

    public void Dispose() => _folder.Dispose();

    private async Task MakeAsync()
    {
        await using var open = OpenStorage.Open(_folder.Root);
        for (int i = 0; i < 20; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null);
    }

    private string RefusesAndLeaves(string name)
    {
        byte[] before = File.ReadAllBytes(_folder[name]);
        string message = Assert.Throws<DataFolderException>(() => OpenStorage.Open(_folder.Root)).Message;
        Assert.Equal(before, File.ReadAllBytes(_folder[name]));
        Assert.Contains(_folder[name], message, StringComparison.Ordinal);
        return message;
    }
}
