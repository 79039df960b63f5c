namespace TaskSync.Cli.Client;

/// <summary>
/// An answer of the server: as a value for the program, and as the JSON it came in for <c>--json</c>.
/// </summary>
internal sealed record Answer<T>(T Value, string Json, string? ETag);
