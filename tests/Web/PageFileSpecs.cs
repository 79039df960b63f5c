using System.Text.RegularExpressions;
using TaskSync.Web.Tests.Node;

namespace TaskSync.Web.Tests;

/// <summary>What must not stand in the page's files, whatever a browser makes of it.</summary>
public sealed partial class PageFileSpecs
{
    private static readonly string Root = Path.Combine(NodeProgram.TestsFolder, "..", "..", "src", "Api", "wwwroot");

    public static TheoryData<string> Scripts => Files("*.js");

    public static TheoryData<string> Pages => Files("*.html");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Scripts_make_no_markup_out_of_text(string file) =>
        Assert.DoesNotMatch(MarkupFromText(), File.ReadAllText(Path.Combine(Root, file)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Pages_hold_no_script_and_no_style_of_their_own(string file) =>
        Assert.DoesNotMatch(Inline(), File.ReadAllText(Path.Combine(Root, file)));

    private static TheoryData<string> Files(string pattern) =>
        [.. Directory.GetFiles(Root, pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file))];

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setHTML")]
    private static partial Regex MarkupFromText();

    [GeneratedRegex(@"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)|<base", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
