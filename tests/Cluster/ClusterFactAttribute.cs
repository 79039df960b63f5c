using TaskSync.Storage.Tests;

namespace TaskSync.Cluster;

/// <summary>A fact that is skipped, with the reason, where PostgreSQL is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = PostgresBinaries.WhyMissing;
}
