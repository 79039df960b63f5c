namespace TaskSync.Web.Tests.Node;

/// <summary>Tests that need node.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where node is missing.</summary>
    public NodeTheoryAttribute() => Skip = NodeProgram.Missing;
}

/// <summary>A test that needs node and the type checker.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TypeCheckFactAttribute : FactAttribute
{
    /// <summary>Skips where node is missing, or the type checker could not be fetched.</summary>
    public TypeCheckFactAttribute() => Skip = NodeProgram.Missing
        ?? (File.Exists(NodeProgram.TypeChecker) ? null : "The type checker is not here: npm could not fetch it when this was built.");
}
