using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Tests.Hosting;

namespace TaskSync.Api.Tests.Access;

/// <summary>A proxy does TLS in front of the server, and all requests come from it.</summary>
public sealed class ProxySpecs : IAsyncLifetime
{
    private const string Wrong = """{"code": "tsl_00000000000000000000000000000000"}""";
    private static readonly IPAddress Proxy = IPAddress.Parse("10.0.0.7");

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync(
        new ApiSettings { PublicUrl = new("https://tasks.example:8443"), Proxies = [Proxy] });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_cookie_of_a_browser_outside_insists_on_tls()
    {
        (int status, string? cookie) = await LogInAsync("tasks.example", "https://tasks.example:8443");

        Assert.Equal(204, status);
        Assert.StartsWith("__Host-tasksync=tsk_", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_believed_only_under_the_name_that_no_page_without_tls_can_set()
    {
        (_, string? cookie) = await LogInAsync("tasks.example", "https://tasks.example:8443");
        string pair = cookie!.Split(';')[0];

        Assert.Equal(200, await AskAsync("tasks.example", pair));
        Assert.Equal(401, await AskAsync("tasks.example", pair["__Host-".Length..]));
    }

    [Fact]
    public async Task A_browser_on_the_server_s_own_machine_logs_in_without_tls()
    {
        (int status, string? cookie) = await LogInAsync("localhost:7420", "http://localhost:7420");

        Assert.Equal(204, status);
        Assert.StartsWith("tasksync=tsk_", cookie, StringComparison.Ordinal);
        Assert.Equal(200, await AskAsync("localhost:7420", cookie!.Split(';')[0]));
    }

    [Theory]
    [InlineData("http://tasks.example")]
    [InlineData("https://tasks.example")]
    [InlineData("http://tasks.example:8443")]
    [InlineData("https://evil.example")]
    public async Task Only_the_page_at_the_public_address_speaks_for_a_browser_outside(string origin) =>
        Assert.Equal(403, (await LogInAsync("tasks.example", origin)).Status);

    [Fact]
    public async Task Login_links_lead_to_the_public_address()
    {
        Reply link = await _server.Admin.PostAsync("/api/login/links");

        Assert.Matches("^\\{\"url\":\"https://tasks.example:8443/#login=tsl_", link.Body);
    }

    [Fact]
    public async Task Wrong_codes_of_one_browser_lock_out_no_other()
    {
        for (int i = 0; i < FailureLimit.Failures; i++) await TryAsync(Proxy, Wrong, "203.0.113.5");

        Assert.Equal(429, await TryAsync(Proxy, Wrong, "203.0.113.5"));
        Assert.Equal(401, await TryAsync(Proxy, Wrong, "203.0.113.6"));
    }

    [Theory]
    [InlineData("198.51.100.{0}, 203.0.113.5")]
    [InlineData("198.51.100.{0},203.0.113.5:4711")]
    [InlineData("nonsense {0}")]
    public async Task What_a_browser_writes_before_the_proxy_s_word_is_not_believed(string forwarded)
    {
        string Forwarded(int i) => string.Format(CultureInfo.InvariantCulture, forwarded, i);
        for (int i = 0; i < FailureLimit.Failures; i++) await TryAsync(Proxy, Wrong, Forwarded(i));

        Assert.Equal(429, await TryAsync(Proxy, Wrong, Forwarded(99)));
    }

    [Fact]
    public async Task Whoever_is_no_proxy_speaks_for_itself_alone()
    {
        IPAddress stranger = IPAddress.Parse("10.0.0.8");
        for (int i = 0; i < FailureLimit.Failures; i++) await TryAsync(stranger, Wrong, $"203.0.113.{i}");

        Assert.Equal(429, await TryAsync(stranger, Wrong, "203.0.113.99"));
        Assert.Equal(401, await TryAsync(Proxy, Wrong, "203.0.113.1"));
    }

    [Fact]
    public async Task Without_a_public_address_nobody_s_word_is_taken()
    {
        await using ApiServer plain = await ApiServer.StartAsync();
        for (int i = 0; i < FailureLimit.Failures; i++) await TryAsync(IPAddress.Loopback, Wrong, $"203.0.113.{i}", plain);

        Assert.Equal(429, await TryAsync(IPAddress.Loopback, Wrong, "203.0.113.99", plain));
    }

    private async Task<(int Status, string? Cookie)> LogInAsync(string host, string origin)
    {
        string code = await _server.Services.GetRequiredService<AccessService>().CreateLoginCodeAsync();
        HttpContext answer = await SendAsync(_server, http =>
        {
            http.Request.Host = new(host);
            http.Request.Headers.Origin = origin;
            Post(http, $$"""{"code": "{{code}}"}""");
        });
        return (answer.Response.StatusCode, answer.Response.Headers.SetCookie);
    }

    private async Task<int> AskAsync(string host, string cookie) => (await SendAsync(_server, http =>
    {
        http.Request.Host = new(host);
        http.Request.Path = "/api/tasks";
        http.Request.Headers.Cookie = cookie;
    })).Response.StatusCode;

    private async Task<int> TryAsync(IPAddress peer, string body, string forwardedFor, ApiServer? server = null) =>
        (await SendAsync(server ?? _server, http =>
        {
            http.Connection.RemoteIpAddress = peer;
            http.Request.Headers["X-Forwarded-For"] = forwardedFor;
            Post(http, body);
        })).Response.StatusCode;

    private static Task<HttpContext> SendAsync(ApiServer server, Action<HttpContext> with) => server.Server.SendAsync(http =>
    {
        http.Request.Scheme = "http";
        http.Request.Host = new("localhost");
        http.Request.Method = HttpMethods.Get;
        with(http);
    });

    private static void Post(HttpContext http, string body)
    {
        http.Request.Method = HttpMethods.Post;
        http.Request.Path = "/api/login";
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        http.Request.ContentLength = http.Request.Body.Length;
    }
}
