using System.Net;

namespace TaskSync.Agent.Network;

/// <summary>
/// The nodes of one cluster as if they were one server: calls go to the node that answered last, and when it does not, the next
/// call goes to the next one. Nothing is sent twice here: who calls knows what may be repeated, and when.
/// </summary>
/// <param name="nodes">Their addresses, the preferred one first. At least one.</param>
/// <param name="inner">Sends.</param>
public sealed class NodesHandler(IReadOnlyList<Uri> nodes, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int _chosen;
    private volatile Uri _asked = nodes[0];

    /// <summary>The node that was asked last.</summary>
    public Uri Asked => _asked;

    /// <summary>Reaches nodes over the network.</summary>
    /// <param name="nodes">Their addresses, the preferred one first.</param>
    /// <param name="connectTimeout">How long a connection may take to come about.</param>
    public static NodesHandler Create(IReadOnlyList<Uri> nodes, TimeSpan connectTimeout) =>
        new(nodes, new SocketsHttpHandler
        {
            // A proxy would look for this machine's loopback on its own.
            UseProxy = !nodes.All(node => node.IsLoopback),
            UseCookies = false,
            // A server that moved is found again; a half-dead connection is not used for ever.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = connectTimeout,
            // A redirect could lead the credential to somebody else.
            AllowAutoRedirect = false,
        });

    /// <summary>A client on top of it, without a timeout of its own.</summary>
    public HttpClient NewClient() => new(this) { BaseAddress = nodes[0], Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int chosen = Volatile.Read(ref _chosen);
        // Written into the request, so that whoever explains a failure names the node that was asked.
        request.RequestUri = new Uri(_asked = nodes[chosen], request.RequestUri!.PathAndQuery);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (IsAway(response.StatusCode)) Leave(chosen);
            return response;
        }
        catch
        {
            // Also when the caller's patience ended: a node that is cut off refuses nothing.
            Leave(chosen);
            throw;
        }
    }

    private static bool IsAway(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Of several calls that fail at one node, only the first moves on.</summary>
    private void Leave(int node) => Interlocked.CompareExchange(ref _chosen, (node + 1) % nodes.Count, node);
}
