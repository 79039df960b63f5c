namespace TaskSync.Agent.Doctor;

/// <summary>How good or bad it is.</summary>
public enum FindingLevel
{
    /// <summary>No finding.</summary>
    None,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Work runs all the same; a person should know.</summary>
    Doubtful,

    /// <summary>As it is, no work runs.</summary>
    Bad,
}

/// <summary>What the doctor has seen.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="About">A word for what was looked at.</param>
/// <param name="Sentence">What there is, and what to do if it is not well. Never a secret.</param>
public sealed record Finding(FindingLevel Level, string About, string Sentence)
{
    internal static Finding Good(string about, string sentence) => new(FindingLevel.Good, about, sentence);

    internal static Finding Doubtful(string about, string sentence) => new(FindingLevel.Doubtful, about, sentence);

    internal static Finding Bad(string about, string sentence) => new(FindingLevel.Bad, about, sentence);
}
