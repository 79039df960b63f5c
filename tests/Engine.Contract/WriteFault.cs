namespace TaskSync.Engine.Contract;

public enum WriteFault
{
    None,

    /// <summary>The write has not landed, and the grain is told of an error.</summary>
    BeforeWriting,

    /// <summary>The write has landed, and the grain is told of an error all the same.</summary>
    AfterWriting,

    /// <summary>The write has not landed because the record is not as the grain has seen it.</summary>
    SomebodyElseWrote,
}
