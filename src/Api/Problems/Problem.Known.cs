using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Problems;

/// <content>Every problem that endpoints answer with, named once.</content>
internal sealed partial record Problem
{
    public static Problem Invalid(IReadOnlyList<FieldProblem> errors) => new()
    {
        Status = 400,
        Code = "invalid",
        Title = "The request is not valid",
        Detail = string.Join(" ", errors.Select(error => error.Message)),
        Errors = errors,
    };

    public static Problem Invalid(string field, string message) => Invalid([new(field, message)]);

    public static Problem BadId(string what, char prefix, string text) => Bad(
        "invalid_id",
        $"\"{Short(text)}\" is no {what} id; one looks like {prefix}_ and 26 letters and digits.");

    public static Problem Bad(string code, string detail) =>
        new() { Status = 400, Code = code, Title = "The request is not valid", Detail = detail };

    public static Problem BadJson(string detail) =>
        new() { Status = 400, Code = "invalid_json", Title = "The body can't be read", Detail = detail };

    public static Problem TooLarge(long limit) => new()
    {
        Status = 413,
        Code = "too_large",
        Title = "The body is too large",
        Detail = $"The body may have {limit} bytes at most.",
    };

    public static Problem NotJson() => new()
    {
        Status = 415,
        Code = "not_json",
        Title = "The body is not JSON",
        Detail = "Send the body as application/json.",
    };

    public static Problem NoSuch(string what, string id) => new()
    {
        Status = 404,
        Code = $"no_such_{what}",
        Title = $"There is no such {what}",
        Detail = $"There is no {what} {Short(id)}.",
    };

    public static Problem KeyReused() => new()
    {
        Status = 422,
        Code = "key_reused",
        Title = "The idempotency key was used before",
        Detail = "This Idempotency-Key came with another request before. Use a new key for a new task.",
    };

    public static Problem Terminal(TaskState state, string? why) => new()
    {
        Status = 409,
        Code = "terminal",
        Title = "The task is over",
        Detail = why ?? $"The task is already {Words.Of(state)}.",
        State = Words.Of(state),
    };

    public static Problem Conflict(string code, string detail) =>
        new() { Status = 409, Code = code, Title = "That can't be done now", Detail = detail };

    public static Problem OutputGap(long have) => new()
    {
        Status = 409,
        Code = "output_gap",
        Title = "The chunk does not fit",
        Detail = $"The server has {have} bytes of this output; go on from there.",
        Have = have,
    };

    public static Problem Unauthorized(string detail) =>
        new() { Status = 401, Code = "unauthorized", Title = "A credential is needed", Detail = detail };

    public static Problem Forbidden(string code, string detail) =>
        new() { Status = 403, Code = code, Title = "That is not allowed", Detail = detail };

    public static Problem Full(string code, string detail) => new()
    {
        Status = 503, Code = code, Title = "Too many at once", Detail = detail, RetryAfterSeconds = 1,
    };

    public static Problem Unavailable() => new()
    {
        Status = 503,
        Code = "unavailable",
        Title = "The server can't answer that now",
        Detail = "Its storage is busy or does not answer. It is open whether the call had an effect; " +
            "the same call can be sent again.",
        RetryAfterSeconds = 1,
    };

    public static Problem Damaged(string id) => new()
    {
        Status = 500,
        Code = "damaged_record",
        Title = "What is stored is damaged",
        Detail = $"The stored record of {id} can't be read. Nothing overwrites it, and everything else goes on; " +
            "restore a backup, or have the record mended in the database.",
    };

    public static Problem NoNode(string why) => new()
    {
        Status = 503, Code = "no_node", Title = "No node answers", Detail = why, RetryAfterSeconds = 1,
    };

    /// <summary>What came from outside, short enough to be repeated in a sentence.</summary>
    private static string Short(string text) => Texts.Clip(text, 60);
}
