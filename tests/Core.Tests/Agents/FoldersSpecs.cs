using FsCheck;
using FsCheck.Xunit;

namespace TaskSync.Core.Tests.Agents;

public class FoldersSpecs
{
    [Theory]
    [InlineData("/srv", "/srv")]
    [InlineData("/srv/", "/srv")]
    [InlineData("/srv", "/srv/")]
    [InlineData("/srv/a/b", "/srv")]
    [InlineData("/", "/")]
    [InlineData("/etc", "/")]
    public void A_root_and_what_is_below_it_are_within(string path, string root) => Assert.True(Folders.IsWithin(path, ["/other", root]));

    [Theory]
    [InlineData("/srv2", "/srv")]
    [InlineData("/sr", "/srv")]
    [InlineData("/", "/srv")]
    [InlineData("/Srv", "/srv")]
    [InlineData("/srv/../etc", "/srv")]
    [InlineData("/srv/./a", "/srv")]
    [InlineData("/srv//a", "/srv")]
    [InlineData("/srv//", "/srv")]
    [InlineData("srv/a", "/srv")]
    [InlineData("", "/")]
    [InlineData("a", "/")]
    [InlineData("/srv/a\0b", "/srv")]
    [InlineData("/srv", "")]
    [InlineData("/srv", "srv")]
    public void Everything_else_is_not(string path, string root) => Assert.False(Folders.IsWithin(path, [root]));

    [Fact]
    public void Without_roots_nothing_is_within() => Assert.False(Folders.IsWithin("/", []));

    [Property]
    public void What_is_within_stays_below_the_root_when_it_is_resolved(NonNull<string> tail)
    {
        string path = "/srv/root" + tail.Get;
        if (!Folders.IsWithin(path, ["/srv/root"])) return;

        string resolved = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Assert.StartsWith("/srv/root/", resolved + "/", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/b", true)]
    [InlineData("/a/", true)]
    [InlineData("/a/...", true)]
    [InlineData("//", false)]
    [InlineData("/a//", false)]
    [InlineData("/..", false)]
    [InlineData("a", false)]
    public void A_plain_absolute_path_has_no_dots_and_no_empty_names(string path, bool plain) =>
        Assert.Equal(plain, Folders.IsPlainAbsolute(path));
}
