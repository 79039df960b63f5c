using System.Globalization;

namespace TaskSync.Cli.Display;

/// <summary>Times and sizes, as short as a table wants them.</summary>
internal static class Ages
{
    public static string Since(DateTimeOffset then, DateTimeOffset now) => Of(now - then);

    /// <summary>
    /// Two units at most; clocks of two machines differ, so a negative span counts as none.
    /// </summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{span.Seconds} s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds:00} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes:00} min",
        _ => $"{span.Days} d {span.Hours} h",
    };

    /// <summary>One unit, rounded down: how a person says how long nothing has happened.</summary>
    public static string Roughly(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{span.Seconds} s",
        { TotalHours: < 1 } => $"{span.Minutes} min",
        { TotalDays: < 1 } => $"{span.Hours} h",
        { TotalDays: < 2 } => "1 day",
        _ => $"{span.Days} days",
    };

    /// <summary>A moment in the reader's own time zone.</summary>
    public static string At(DateTimeOffset moment, TimeProvider time) => TimeZoneInfo
        .ConvertTime(moment, time.LocalTimeZone)
        .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Bytes(long count) => count switch
    {
        < 1000 => $"{count} B",
        < 1_000_000 => $"{count / 1e3:0.0} kB",
        < 1_000_000_000 => $"{count / 1e6:0.0} MB",
        _ => $"{count / 1e9:0.0} GB",
    };
}
