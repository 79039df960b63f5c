using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Tests.Hosting;

namespace TaskSync.Api.Tests.Access;

public sealed class BrowserSpecs : IAsyncLifetime
{
    private const string True = """{"kind": "command", "argv": ["true"]}""";

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_login_link_works_once()
    {
        string code = await CodeAsync();

        Reply first = await _server.Client().PostAsync("/api/login", $$"""{"code": "{{code}}"}""");
        Reply second = await _server.Client().PostAsync("/api/login", $$"""{"code": "{{code}}"}""");

        Assert.Equal(204, first.Status);
        second.AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_login_link_stops_being_good()
    {
        string code = await CodeAsync();
        _server.Clock.Advance(AccessService.LoginLife);

        (await _server.Client().PostAsync("/api/login", $$"""{"code": "{{code}}"}""")).AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task The_code_stands_behind_the_hash_where_no_log_sees_it()
    {
        Reply link = await _server.Admin.PostAsync("/api/login/links");

        Assert.Matches("^\\{\"url\":\"http://localhost/#login=tsl_", link.Body);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        Reply reply = await _server.Client().PostAsync(
            "/api/login", $$"""{"token": "{{_server.Admin.Token}}"}""");

        string cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("tasksync=tsk_", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Admin.Token!, cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_tls_the_cookie_insists_on_it()
    {
        await using ApiServer tls = await ApiServer.StartAsync(new ApiSettings { Tls = true });

        Reply reply = await tls.Client().PostAsync("/api/login", $$"""{"token": "{{tls.Admin.Token}}"}""");

        string cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-tasksync=tsk_", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_s_token_logs_nobody_in()
    {
        AgentDriver agent = await _server.EnrollAsync();

        Reply reply = await _server.Client().PostAsync(
            "/api/login", $$"""{"token": "{{agent.Client.Token}}"}""");

        reply.AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_request_with_a_cookie_that_changes_something_has_to_come_from_our_page()
    {
        ApiClient browser = await LogInAsync();

        (await browser.PostAsync("/api/tasks", True)).AsProblem(403, "header_missing");
        (await browser.PostAsync("/api/tasks", True, ("X-TaskSync", "1"), ("Origin", "http://evil.example"))).AsProblem(403, "foreign_origin");
        (await browser.PostAsync("/api/tasks", True, ("X-TaskSync", "1"), ("Origin", "null"))).AsProblem(403, "foreign_origin");
        Assert.Equal("""{"tasks":[]""", (await browser.GetAsync("/api/tasks")).Body[..11]);
        Assert.Equal(201, (await browser.PostAsync("/api/tasks", True, ("X-TaskSync", "1"), ("Origin", "http://localhost"))).Status);
        Assert.Equal(201, (await browser.PostAsync("/api/tasks", True, ("X-TaskSync", "1"))).Status);
    }

    [Fact]
    public async Task Another_site_can_not_even_log_a_browser_in()
    {
        string code = await CodeAsync();

        Reply reply = await _server.Client().PostAsync(
            "/api/login", $$"""{"code": "{{code}}"}""", ("Origin", "http://evil.example"));

        reply.AsProblem(403, "foreign_origin");
    }

    [Fact]
    public async Task A_page_that_came_through_a_proxy_which_does_tls_is_ours()
    {
        string code = await CodeAsync();

        Reply reply = await _server.Client().PostAsync(
            "/api/login", $$"""{"code": "{{code}}"}""", ("Origin", "https://localhost"));

        Assert.Equal(204, reply.Status);
    }

    [Theory]
    [InlineData("https://localhost:8443")]
    [InlineData("https://localhost.evil.example")]
    [InlineData("https://evil.example")]
    public async Task Tls_makes_no_other_site_ours(string origin)
    {
        Reply reply = await _server.Client().PostAsync(
            "/api/login", $$"""{"code": "{{await CodeAsync()}}"}""", ("Origin", origin));

        reply.AsProblem(403, "foreign_origin");
    }

    [Fact]
    public async Task A_page_without_tls_does_not_speak_for_a_server_with_it()
    {
        ApiClient browser = _server.Client();
        browser.Http.BaseAddress = new Uri("https://localhost/");

        Reply reply = await browser.PostAsync(
            "/api/login", $$"""{"code": "{{await CodeAsync()}}"}""", ("Origin", "http://localhost"));

        reply.AsProblem(403, "foreign_origin");
    }

    [Fact]
    public async Task A_token_in_the_header_needs_no_proof_of_the_page() =>
        Assert.Equal(
            201,
            (await _server.Admin.PostAsync("/api/tasks", True, ("Origin", "http://evil.example"))).Status);

    [Fact]
    public async Task Logging_out_revokes_the_cookie_s_credential()
    {
        ApiClient browser = await LogInAsync();

        Reply reply = await browser.PostAsync("/api/logout", null, ("X-TaskSync", "1"));

        Assert.Equal(204, reply.Status);
        (await browser.GetAsync("/api/tasks")).AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_browser_stays_logged_in_for_a_month()
    {
        ApiClient browser = await LogInAsync();
        _server.Clock.Advance(AccessService.BrowserLife - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await browser.GetAsync("/api/tasks")).Status);

        _server.Clock.Advance(TimeSpan.FromMinutes(1));

        (await browser.GetAsync("/api/tasks")).AsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_browser_may_write_no_backup()
    {
        ApiClient browser = await LogInAsync();

        (await browser.PostAsync("/api/backup", """{"file": "/backup"}""", ("X-TaskSync", "1"))).AsProblem(403, "admin_only");
    }

    [Fact]
    public async Task Who_fails_often_has_to_wait()
    {
        const string Wrong = """{"code": "tsl_00000000000000000000000000000000"}""";
        for (int i = 0; i < FailureLimit.Failures; i++)
        {
            (await _server.Client().PostAsync("/api/login", Wrong)).AsProblem(401, "unauthorized");
        }

        Reply reply = await _server.Client().PostAsync("/api/login", Wrong);
        Reply good = await _server.Client().PostAsync(
            "/api/login", $$"""{"token": "{{_server.Admin.Token}}"}""");
        _server.Clock.Advance(FailureLimit.Window);
        Reply later = await _server.Client().PostAsync(
            "/api/login", $$"""{"token": "{{_server.Admin.Token}}"}""");

        reply.AsProblem(429, "too_many_failures");
        Assert.Equal(60, reply.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal((429, 204), (good.Status, later.Status));
    }

    private async Task<string> CodeAsync() =>
        await _server.Services.GetRequiredService<AccessService>().CreateLoginCodeAsync();

    private async Task<ApiClient> LogInAsync()
    {
        ApiClient browser = _server.Client();
        Reply reply = await browser.PostAsync("/api/login", $$"""{"code": "{{await CodeAsync()}}"}""");
        browser.Http.DefaultRequestHeaders.Add(
            "Cookie", reply.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return browser;
    }
}
