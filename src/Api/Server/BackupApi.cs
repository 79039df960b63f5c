using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Server;

/// <summary>Where to write a backup.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BackupRequest
{
    /// <summary>An absolute path on the server's machine, of a file that does not exist.</summary>
    public required string File { get; init; }
}

/// <summary>A backup that was written.</summary>
/// <param name="File">Where.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BackupView(string File, long Bytes);

/// <summary>
/// Backups while the server runs. Only for an admin's token: it writes where the caller says.
/// </summary>
internal sealed class BackupApi(IBackup backup)
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/backup", WriteAsync).WithTags("Server").For(AccessRule.Admin)
        .Takes<BackupRequest>().Gives<BackupView>(201).Fails(400, 409, 415, 503)
        .Describe(
            "Write a backup",
            "Everything that is stored, as of one moment, in a new file on the server's machine.");

    private async Task<IResult> WriteAsync(HttpContext http, CancellationToken cancel)
    {
        Body<BackupRequest> body = await JsonBody.ReadAsync(http.Request, ApiJson.Default.BackupRequest);
        if (body.Problem is { } problem) return problem;
        string file = body.Value!.File;
        if (!Path.IsPathFullyQualified(file) || file.Contains('\0', StringComparison.Ordinal))
        {
            return Problem.Invalid("file", "\"file\" is an absolute path on the server's machine.");
        }
        if (Path.Exists(file))
        {
            return Problem.Conflict(
                "file_exists", $"{file} exists already; a backup overwrites nothing.");
        }
        BackupOutcome outcome = await backup.WriteAsync(file, cancel);
        return outcome.Written
            ? Answers.Json(
                new BackupView(file, outcome.Bytes), ApiJson.Default.BackupView, StatusCodes.Status201Created)
            : Problem.Conflict("not_written", outcome.Why ?? $"{file} could not be written.");
    }
}
