namespace TaskSync.Storage.Backup;

/// <summary>
/// What a copy of the data says of who may come in may be long undone: a browser logged out, a token revoked, a code used.
/// So whatever a person holds ends, which costs them one login, and codes are good no more. Agents keep their credentials,
/// because their work is there and must be heard; whoever revoked one since has to do it again, and is told which there are.
/// </summary>
internal static class OldAccess
{
    public const string EndCredentials = "DELETE FROM credentials WHERE kind <> 'agent'";

    public const string EndCodes = "DELETE FROM codes";

    /// <summary>Agents whose credential is good, by name.</summary>
    public const string GoodAgents = """
        SELECT DISTINCT coalesce(a.name, c.principal) AS name
        FROM credentials c LEFT JOIN agents a ON a.agent_id = c.principal
        WHERE c.kind = 'agent' ORDER BY name
        """;
}
