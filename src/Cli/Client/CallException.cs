using System.Net.Sockets;

namespace TaskSync.Cli.Client;

/// <summary>A call that did not work out. The message is for people.</summary>
internal abstract class CallException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the same call may work in a moment.</summary>
    public abstract bool MayPass { get; }

    /// <summary>Whether the server certainly did not see the call.</summary>
    public virtual bool NothingSent => false;

    /// <summary>How often the call was sent in all.</summary>
    public int Tries { get; set; } = 1;
}

/// <summary>No answer came, so nobody knows whether the server did what was asked.</summary>
internal sealed class NoAnswerException(Uri server, Exception cause)
    : CallException(Say(server, cause), cause)
{
    public override bool MayPass => true;

    public override bool NothingSent => InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
    };

    private static string Say(Uri server, Exception cause) => cause switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            $"No TaskSync server answers at {server}; start one with `tasksync up`.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"There is no host called {server.Host}; look at --server.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls =>
            $"No secure connection to {server}: {(tls.InnerException ?? tls).Message} "
            + "If its certificate is your own, name it in SSL_CERT_FILE.",
        OperationCanceledException => $"The TaskSync server at {server} did not answer in time.",
        _ => $"The connection to the TaskSync server at {server} broke: {cause.Message}",
    };
}

/// <summary>The server answered, and said no.</summary>
internal sealed class RefusedException(Problem problem) : CallException(Say(problem))
{
    public Problem Problem { get; } = problem;

    /// <summary>Overload, start-up and storage errors pass; every other refusal stands.</summary>
    public override bool MayPass => Problem.Status is 429 or 502 or 503 or 504;

    private static string Say(Problem problem) => problem.Status == 401
        ? problem.ForPeople() + " The server's first token is in admin.token of its data folder: "
            + "name that folder with --data, or the token with --token-file or TASKSYNC_TOKEN."
        : problem.ForPeople();
}

/// <summary>Something answered that is no TaskSync server, or one of another version.</summary>
internal sealed class ForeignServerException(Uri server, Exception cause)
    : CallException($"What answers at {server} is no TaskSync server of this version.", cause)
{
    public override bool MayPass => false;
}
