using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TaskSync.Cli.Client;

/// <summary>One HTTP call each: bounded in time, its failures turned into sentences.</summary>
internal sealed class HttpCalls(HttpClient http, Func<Uri> asked, TimeProvider time)
{
    /// <summary>
    /// How long an answer may take. The server answers in milliseconds; a disk that hangs takes longer.
    /// </summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private Uri Server => asked();

    /// <summary>Sends a call and reads its answer.</summary>
    /// <exception cref="RefusedException">The server said no.</exception>
    /// <returns>Null if the server says that nothing changed (304).</returns>
    /// <param name="request">The call.</param>
    /// <param name="type">What its answer is.</param>
    /// <param name="hold">How long the server may hold the call on top of the usual limit.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Answer<T>?> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan hold, CancellationToken cancel) =>
        BoundedAsync<Answer<T>?>(AnswerLimit + hold, async bounded =>
        {
            using HttpResponseMessage response =
                await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded);
            if (response.StatusCode == HttpStatusCode.NotModified) return null;
            string body = await response.Content.ReadAsStringAsync(bounded);
            Refuse(response, body);
            T value = JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
            return new Answer<T>(value, body, response.Headers.ETag?.ToString());
        }, cancel);

    /// <summary>Sends a call that is answered at once, and never with 304.</summary>
    public async Task<Answer<T>> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel) =>
        (await SendAsync(request, type, TimeSpan.Zero, cancel))!;

    /// <summary>
    /// Opens an answer that is read bit by bit; the caller bounds how long it may be silent.
    /// </summary>
    public Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancel) =>
        BoundedAsync(AnswerLimit, async bounded =>
        {
            HttpResponseMessage response =
                await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded);
            if (!response.IsSuccessStatusCode)
            {
                using (response) Refuse(response, await response.Content.ReadAsStringAsync(bounded));
            }
            return response;
        }, cancel);

    /// <summary>Runs a part of a call that may not take longer than <paramref name="limit"/>.</summary>
    public async Task<T> BoundedAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using CancellationTokenSource timer = new(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        return await ExplainAsync(() => call(both.Token), cancel);
    }

    /// <summary>Runs a part of a call, and turns what goes wrong into words for people.</summary>
    public async Task<T> ExplainAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new NoAnswerException(Server, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NoAnswerException(Server, e);
        }
        catch (JsonException e)
        {
            throw new ForeignServerException(Server, e);
        }
    }

    private static void Refuse(HttpResponseMessage response, string body)
    {
        if (response.IsSuccessStatusCode) return;
        throw new RefusedException(Problem.Read((int)response.StatusCode, response.ReasonPhrase, body));
    }
}
