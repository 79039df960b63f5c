using TaskSync.Api.Tests.Hosting;

namespace TaskSync.Api.Tests.Access;

public sealed class HostSpecs
{
    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:7420", 200)]
    [InlineData("127.0.0.1:7420", 200)]
    [InlineData("[::1]:7420", 200)]
    [InlineData("tasks.example", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    public async Task The_server_answers_to_its_own_names_alone(string host, int status)
    {
        await using ApiServer server = await ApiServer.StartAsync(
            new ApiSettings { HostNames = ["tasks.example"] });

        Reply reply = await server.Client().GetAsync("/health/live", ("Host", host));

        Assert.Equal(status, reply.Status);
        if (status == 403) reply.AsProblem(403, "unknown_host");
    }

    [Theory]
    [InlineData("10.0.0.1:7420", 200)]
    [InlineData("[fe80::1]", 200)]
    [InlineData("evil.example", 403)]
    public async Task Where_it_listens_on_every_address_it_answers_to_every_address_and_no_foreign_name(
        string host, int status)
    {
        await using ApiServer server = await ApiServer.StartAsync(
            new ApiSettings { HostNames = ["0.0.0.0"] });

        Assert.Equal(status, (await server.Client().GetAsync("/health/live", ("Host", host))).Status);
    }

    [Fact]
    public async Task Every_answer_closes_what_a_browser_can_close()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        foreach (string path in (string[])["/", "/api/tasks", "/nowhere"])
        {
            Reply reply = await server.Client().GetAsync(path);
            string policy = reply.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", reply.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(reply.Headers.Contains("Access-Control-Allow-Origin"));
        }
        Assert.Equal(
            "no-store", (await server.Admin.GetAsync("/api/tasks")).Headers.CacheControl?.ToString());
    }
}
