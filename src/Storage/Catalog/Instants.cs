namespace TaskSync.Storage.Catalog;

/// <summary>
/// Instants as columns: 100 ns ticks since 1970 in UTC, which is exactly what .NET holds, so that what is read back
/// compares equal. For people: <c>datetime(x / 10000000, 'unixepoch')</c>.
/// </summary>
internal static class Instants
{
    public static long ToColumn(DateTimeOffset instant) => instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static long? ToColumn(DateTimeOffset? instant) => instant is { } known ? ToColumn(known) : null;

    public static DateTimeOffset FromColumn(long ticks) => new(ticks + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
