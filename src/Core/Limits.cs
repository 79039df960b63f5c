namespace TaskSync.Core;

/// <summary>Every limit that the outside can meet, with its reason.</summary>
public static class Limits
{
    /// <summary>A prompt's size in UTF-8 bytes: 1 MiB, more than any model reads at once.</summary>
    public const int PromptBytes = 1024 * 1024;

    /// <summary>The size in bytes of one request body: a prompt at its limit, escaped, and what stands around it.</summary>
    public const int BodyBytes = 4 * 1024 * 1024;

    /// <summary>Arguments of a command.</summary>
    public const int ArgvCount = 1024;

    /// <summary>UTF-8 bytes of one argument: Linux's own limit (MAX_ARG_STRLEN) less its NUL.</summary>
    public const int ArgumentBytes = 128 * 1024 - 1;

    /// <summary>UTF-8 bytes of all arguments and environment variables: half of what Linux gives an exec by default.</summary>
    public const int ArgvBytes = 1024 * 1024;

    /// <summary>Environment variables of a task.</summary>
    public const int EnvCount = 256;

    /// <summary>Labels of a task or an agent.</summary>
    public const int LabelCount = 32;

    /// <summary>Characters of a label, a model's or an agent's name.</summary>
    public const int NameLength = 100;

    /// <summary>Characters of a title.</summary>
    public const int TitleLength = 200;

    /// <summary>Bytes of a path: PATH_MAX on Linux.</summary>
    public const int PathBytes = 4096;

    /// <summary>Characters of a message or a result that lists and the feed may carry.</summary>
    public const int MessageLength = 500;

    /// <summary>
    /// Characters of a result's text: more than people read of an answer, little enough that forty of them fit one sync.
    /// </summary>
    public const int ResultTextLength = 16 * 1024;

    /// <summary>
    /// Characters of what a tool that is asked for would be given: people decide by it, so it is more than a screen.
    /// </summary>
    public const int QuestionInputLength = 8 * 1024;

    /// <summary>Characters of an answer's text: a page of instructions.</summary>
    public const int AnswerTextLength = 8 * 1024;

    /// <summary>Characters of the id of a question; CLIs send a UUID.</summary>
    public const int RequestIdLength = 200;

    /// <summary>Denials that a result names: whoever is refused more often than that will look at the output.</summary>
    public const int ResultDenials = 20;

    /// <summary>Characters of what a denied tool would have been given: enough to know the command or the file.</summary>
    public const int DenialInputLength = 200;

    /// <summary>
    /// Characters of a step's text: what a page of a tool's answer takes on a screen; the output has all of it.
    /// </summary>
    public const int StepTextLength = 8 * 1024;

    /// <summary>Steps of one line; a CLI writes one or two, and whatever else wrote it must not fill the answer.</summary>
    public const int StepsPerLine = 100;

    /// <summary>Steps of one page: more than people scroll through at once.</summary>
    public const int PageSteps = 500;

    /// <summary>
    /// Characters of a prompt or a command that searches look at: what people remember stands at its beginning, and the
    /// words of a whole megabyte would hold up whoever writes next.
    /// </summary>
    public const int SearchedLength = 16 * 1024;

    /// <summary>Characters of what is searched for: more than anybody types.</summary>
    public const int SearchLength = 500;

    /// <summary>Words of it that are compared; each more can only find less.</summary>
    public const int SearchWords = 16;

    /// <summary>Characters of one word that are compared.</summary>
    public const int SearchWordLength = 64;

    /// <summary>Bytes of JSON that a title takes in a row of a list or the feed, of the 2 kB that the row may take.</summary>
    public const int RowTitleBytes = 440;

    /// <summary>Bytes of JSON that the beginning of a result takes there.</summary>
    public const int RowResultBytes = 240;

    /// <summary>Bytes of JSON that a message takes there.</summary>
    public const int RowMessageBytes = 480;

    /// <summary>Characters of an idempotency key.</summary>
    public const int IdempotencyKeyLength = 200;

    /// <summary>30 minutes (design.md §3).</summary>
    public const int DefaultTimeoutSeconds = 30 * 60;

    /// <summary>The longest timeout that can be asked for: seven days; nobody waits longer for a command.</summary>
    public const int MaxTimeoutSeconds = 7 * 24 * 3600;

    /// <summary>24 hours (design.md §3).</summary>
    public const int DefaultQueueExpirySeconds = 24 * 3600;

    /// <summary>One hour (design.md §3).</summary>
    public const int DefaultOrphanTimeoutSeconds = 3600;

    /// <summary>Entries kept of a timeline: a task whose agent comes and goes for days must not grow without end.</summary>
    public const int TimelineEntries = 50;

    /// <summary>Attempts that one agent may run side by side.</summary>
    public const int AgentSlots = 1024;

    /// <summary>Reports that one sync may carry; the rest follows in the next.</summary>
    public const int ReportsPerSync = 1024;

    /// <summary>Attempts that one sync may list: all slots, and ended ones whose report is not yet acknowledged.</summary>
    public const int HoldsPerSync = 4096;

    /// <summary>Rows of one page of a list.</summary>
    public const int PageRows = 200;

    /// <summary>Bytes of one chunk of output on its way to the server.</summary>
    public const int OutputChunkBytes = 256 * 1024;

    /// <summary>Seconds that a call may be held open by <c>?wait=</c>.</summary>
    public const int MaxWaitSeconds = 60;
}
