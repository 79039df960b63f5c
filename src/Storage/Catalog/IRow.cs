namespace TaskSync.Storage.Catalog;

/// <summary>One row of an answer, whichever database it came from. Columns are counted from zero.</summary>
internal interface IRow
{
    bool IsNull(int column);

    long Int64(int column);

    int Int32(int column) => checked((int)Int64(column));

    bool Bool(int column);

    string Text(int column);

    string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A text as UTF-8: good until the next row.</summary>
    ReadOnlySpan<byte> Bytes(int column);

    DateTimeOffset Instant(int column) => Instants.FromColumn(Int64(column));

    DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    /// <summary>An enum, stored as the word that stands in JSON.</summary>
    T Word<T>(int column) where T : struct, Enum;

    T? WordOrNull<T>(int column) where T : struct, Enum => IsNull(column) ? null : Word<T>(column);
}
