using System.Net;
using TaskSync.Agent.Network;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

public sealed class NodesSpecs : IDisposable
{
    /// <summary>Nobody listens on a port that no program may take.</summary>
    private static readonly Uri Nobody = new("http://127.0.0.1:1/");

    private readonly Wire _wire = new();
    private readonly HttpClient _http;

    public NodesSpecs() =>
        _http = new NodesHandler([new("http://one/"), new("http://two/"), new("http://three/")], _wire).NewClient();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task An_agent_enrols_and_works_although_its_first_node_is_gone()
    {
        await using Bench bench = await Bench.StartAsync(config => config with
        {
            Server = Nobody, OtherServers = [Nobody, config.Server],
        });
        TaskId id = bench.Shell("echo done");
        Assert.Equal("done\n", await bench.OutputOf(id));
        Assert.Equal(TaskState.Completed, bench.Authority.Task(id).State);
    }

    [Fact]
    public async Task Calls_stay_with_the_node_that_answers()
    {
        for (int i = 0; i < 3; i++) await _http.GetAsync(new Uri("a", UriKind.Relative));
        Assert.Equal(["http://one/a", "http://one/a", "http://one/a"], _wire.Asked);
    }

    [Fact]
    public async Task After_a_failure_the_next_call_goes_to_the_next_node_and_after_the_last_to_the_first()
    {
        _wire.Answer = uri => uri.Host == "three" ? HttpStatusCode.OK : throw new HttpRequestException("gone");
        for (int i = 0; i < 2; i++) await Assert.ThrowsAsync<HttpRequestException>(Ask);
        await Ask();
        _wire.Answer = _ => HttpStatusCode.ServiceUnavailable;
        await Ask();
        await Ask();
        Assert.Equal(["http://one/a", "http://two/a", "http://three/a", "http://three/a", "http://one/a"], _wire.Asked);
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        _wire.Answer = _ => HttpStatusCode.Conflict;
        await Ask();
        await Ask();
        Assert.Equal(["http://one/a", "http://one/a"], _wire.Asked);
    }

    [Fact]
    public async Task Two_calls_that_fail_at_one_node_skip_none()
    {
        var both = new TaskCompletionSource<HttpStatusCode>();
        _wire.Held = both.Task;
        Task[] calls = [Ask(), Ask()];
        both.SetException(new HttpRequestException("gone"));
        foreach (Task call in calls) await Assert.ThrowsAsync<HttpRequestException>(() => call);
        _wire.Held = null;
        await Ask();
        Assert.Equal("http://two/a", _wire.Asked[^1]);
    }

    private Task<HttpResponseMessage> Ask() => _http.GetAsync(new Uri("a", UriKind.Relative));

    private sealed class Wire : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        public Func<Uri, HttpStatusCode> Answer { get; set; } = _ => HttpStatusCode.OK;

        public Task<HttpStatusCode>? Held { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.ToString());
            return new(Held is not null ? await Held : Answer(request.RequestUri));
        }
    }
}
