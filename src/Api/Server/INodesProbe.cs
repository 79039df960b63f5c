namespace TaskSync.Api.Server;

/// <summary>Whether the nodes that have the grains answer, as a front door sees them.</summary>
public interface INodesProbe
{
    /// <summary>Why they do not, and what to do, in sentences for people; null if they do.</summary>
    /// <param name="cancel">Gives up.</param>
    Task<string?> WhyAwayAsync(CancellationToken cancel);
}

/// <summary>A server that has the grains itself.</summary>
internal sealed class OwnGrains : INodesProbe
{
    public Task<string?> WhyAwayAsync(CancellationToken cancel) => Task.FromResult<string?>(null);
}
