using TaskSync.Web.Tests.Node;

namespace TaskSync.Web.Tests;

/// <summary>The page is plain JavaScript, and its JSDoc types are checked all the same.</summary>
public sealed class TypeSpecs
{
    [TypeCheckFact]
    public void The_types_of_the_page_hold()
    {
        (int exitCode, string output, _) = NodeProgram.Run(NodeProgram.TypeChecker, "--project", "tsconfig.json");
        Assert.True(exitCode == 0, output);
    }
}
