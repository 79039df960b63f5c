using System.Xml.Linq;

namespace TaskSync.Tidy.Tests;

/// <summary>Who may know whom. Read from the project files, so that an arrow is broken before a line is written along it.</summary>
public class ArrowSpecs
{
    private const string EmbeddedOnly = "'$(Engine)' == 'Embedded'";

    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Core"] = [],
        ["Embedded"] = [],
        ["Agent"] = ["Core"],
        ["Storage"] = ["Core", "Embedded"],
        ["Postgres"] = ["Core", "Storage", "Embedded"],
        ["Grains"] = ["Core", "Embedded"],
        ["Api"] = ["Core", "Grains"],
        ["Silo"] = ["Core", "Grains", "Storage", "Postgres", "Api", "Embedded"],
        ["Cli"] = ["Core", "Silo", "Agent"],
    };

    public static TheoryData<string> Projects => [.. Found];

    private static IEnumerable<string> Found =>
        Tree.Files.Where(file => file.IsBelow("src") && file.Is(".csproj")).Select(file => file.Path.Split('/')[1]);

    [Fact]
    public void Every_project_has_its_arrows() => Assert.Equal(May.Keys.Order(), Found.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_nobody_but_those_it_may(string project) =>
        Assert.Empty(Strangers(project, Read(project)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_embedded_engine_is_known_in_its_own_build_alone(string project) =>
        Assert.Empty(Unconditional(Read(project)));

    [Fact]
    public void Core_has_no_package_and_no_framework() => Assert.Empty(Outside(Read("Core")));

    [Fact]
    public void Api_does_not_know_what_is_on_disk() =>
        Assert.DoesNotContain(Tree.Files, file =>
            file.IsBelow("src/Api") && file.Is(".cs") && file.Text.Contains("TaskSync.Storage", StringComparison.Ordinal));

    [Fact]
    public void The_scan_finds_every_broken_arrow()
    {
        XElement broken = XElement.Parse("""
            <Project><ItemGroup>
              <PackageReference Include="Newtonsoft.Json" />
              <ProjectReference Include="../Storage/TaskSync.Storage.csproj" />
              <ProjectReference Include="..\Embedded\TaskSync.Embedded.csproj" />
            </ItemGroup></Project>
            """);

        Assert.Equal(["Storage", "Embedded"], Strangers("Core", broken));
        Assert.Single(Unconditional(broken));
        Assert.Single(Outside(broken));
    }

    private static XElement Read(string project) =>
        XElement.Parse(Tree.Files.Single(file => file.Path == $"src/{project}/TaskSync.{project}.csproj").Text);

    private static IEnumerable<string> Strangers(string project, XElement file) =>
        References(file).Select(Target).Except(May[project]);

    private static IEnumerable<XElement> Unconditional(XElement file) => References(file).Where(reference =>
        Target(reference) == "Embedded"
            && reference.AncestorsAndSelf().All(element => element.Attribute("Condition")?.Value != EmbeddedOnly));

    private static IEnumerable<XElement> Outside(XElement file) =>
        file.Descendants().Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference" or "Reference");

    private static IEnumerable<XElement> References(XElement file) => file.Descendants("ProjectReference");

    private static string Target(XElement reference) =>
        reference.Attribute("Include")!.Value.Replace('\\', '/').Split('/')[^2];
}
