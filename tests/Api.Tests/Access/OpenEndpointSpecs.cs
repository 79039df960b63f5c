using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Tests.Hosting;

namespace TaskSync.Api.Tests.Access;

public sealed class OpenEndpointSpecs : IAsyncLifetime
{
    private static readonly string[] Open =
        ["POST /api/login", "POST /api/agents/enroll", "GET /health/live", "GET /health/ready"];

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Whatever_is_not_on_the_open_list_needs_a_credential()
    {
        ApiClient nobody = _server.Client();
        ApiClient stranger = _server.Client("tsk_0123456789012345678901234567890123456789");
        var left = Open.ToHashSet();
        foreach ((string method, string path) in Endpoints())
        {
            if (left.Remove($"{method} {path}")) continue;
            string address = path.Replace(
                "{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            foreach (ApiClient caller in (ApiClient[])[nobody, stranger])
            {
                Reply reply = await caller.SendAsync(new HttpMethod(method), address, "{}");
                Assert.True(reply.Status == 401, $"{method} {path} answered {reply.Status} to nobody.");
                reply.AsProblem(401, "unauthorized");
                Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.Single().Scheme);
            }
        }
        Assert.Empty(left);
    }

    [Fact]
    public void The_files_of_the_page_are_the_only_other_open_endpoints()
    {
        IEnumerable<string> names = typeof(ApiSettings).Assembly.GetManifestResourceNames();

        int files = Routes().Count(route => IsPageFile(route));

        Assert.Equal(names.Count(name => name.StartsWith("wwwroot/", StringComparison.Ordinal)), files);
    }

    private IEnumerable<(string Method, string Path)> Endpoints() =>
        from route in Routes()
        where !IsPageFile(route)
        from method in route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select (method, "/" + route.RoutePattern.RawText!.Replace("{documentName}", "v1", StringComparison.Ordinal).Trim('/'));

    private IEnumerable<RouteEndpoint> Routes() =>
        _server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .DistinctBy(route => (route.RoutePattern.RawText, route.DisplayName));

    private static bool IsPageFile(RouteEndpoint route)
    {
        string path = route.RoutePattern.RawText!;
        return path == "/" || (!path.StartsWith("/api", StringComparison.Ordinal)
            && !path.StartsWith("/health", StringComparison.Ordinal)
                && !path.StartsWith("/openapi", StringComparison.Ordinal));
    }
}
