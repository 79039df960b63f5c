using TaskSync.Api.Tests.Hosting;

namespace TaskSync.Api.Tests.Page;

public sealed class PageSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/app.css", "text/css")]
    [InlineData("/js/app.js", "text/javascript")]
    [InlineData("/js/net/api.js", "text/javascript")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task The_page_s_files_come_with_their_types_and_without_a_credential(
        string path, string type)
    {
        Reply reply = await _server.Client().GetAsync(path);

        Assert.Equal((200, type), (reply.Status, reply.ContentHeaders.ContentType?.MediaType));
        Assert.NotEmpty(reply.Bytes);
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        Reply first = await _server.Client().GetAsync("/js/app.js");

        Reply second = await _server.Client().GetAsync("/js/app.js", ("If-None-Match", first.ETag!));

        Assert.Equal((304, 0), (second.Status, second.Bytes.Length));
        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/js/")]
    [InlineData("/js/%2e%2e/index.html")]
    [InlineData("/admin.token")]
    [InlineData("/wwwroot/app.css")]
    [InlineData("/js/README.md")]
    public async Task What_is_no_file_of_the_page_is_not_there(string path) =>
        (await _server.Client().GetAsync(path)).AsProblem(404, "not_found");
}
