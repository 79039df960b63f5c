// In the namespace of the suites that are shared with SQLite, so that here [Fact] means: where there is a PostgreSQL.
namespace TaskSync.Storage.Tests;

/// <summary>A fact that is skipped, with the reason, where PostgreSQL is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactAttribute : Xunit.FactAttribute
{
    public FactAttribute() => Skip = PostgresBinaries.WhyMissing;
}

/// <inheritdoc cref="FactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryAttribute : Xunit.TheoryAttribute
{
    public TheoryAttribute() => Skip = PostgresBinaries.WhyMissing;
}
