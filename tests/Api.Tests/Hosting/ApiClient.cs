using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>A caller of the API, with one credential or none.</summary>
internal sealed class ApiClient
{
    public ApiClient(HttpClient http, string? token)
    {
        Http = http;
        http.Timeout = TimeSpan.FromSeconds(30);
        Token = token;
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public HttpClient Http { get; }

    public string? Token { get; }

    public async Task<Reply> SendAsync(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await Http.SendAsync(request);
        return await Reply.ReadAsync(response);
    }

    public Task<Reply> GetAsync(string path, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PostAsync(string path, string? json = null, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Post, path, json, headers);

    /// <summary>Submits with a key.</summary>
    public Task<Reply> SubmitAsync(string json, string? key = null) =>
        key is null ? PostAsync("/api/tasks", json) : PostAsync("/api/tasks", json, ("Idempotency-Key", key));

    /// <summary>Submits a command that is accepted.</summary>
    public async Task<TaskView> SubmitTrueAsync(SessionId? session = null)
    {
        string where = session is { } id ? $", \"session_id\": \"{id}\"" : "";
        Reply reply = await SubmitAsync("{\"kind\": \"command\", \"argv\": [\"true\"]" + where + "}");
        return reply.As(TaskSyncJsonContext.Default.TaskView);
    }

    public async Task<TaskView> TaskAsync(TaskId id) =>
        (await GetAsync($"/api/tasks/{id}")).As(TaskSyncJsonContext.Default.TaskView);

    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> output) =>
        (await PostAsync(path)).As(output);

    public async Task<TOut> PostAsync<TIn, TOut>(
        string path, TIn body, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output) =>
        (await PostAsync(path, JsonSerializer.Serialize(body, input))).As(output);

    public async Task<Reply> PostBytesAsync(string path, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/octet-stream");
        using HttpResponseMessage response = await Http.PostAsync(path, content);
        return await Reply.ReadAsync(response);
    }
}
