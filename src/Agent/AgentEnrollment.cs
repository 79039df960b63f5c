using System.Net.Http.Json;
using TaskSync.Agent.Folder;
using TaskSync.Agent.Journal;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent;

/// <summary>The enrolment did not succeed; the message says why and what to do.</summary>
public sealed class EnrollmentException(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>Makes a folder an agent's: once, with a one-use code.</summary>
public static class AgentEnrollment
{
    /// <summary>
    /// The agent whose folder it is; null if it is nobody's, or only a copy of an agent's.
    /// </summary>
    public static AgentId? EnrolledAs(string folder)
    {
        var agent = new AgentFolder(folder);
        if (!agent.IsEnrolled) return null;
        FolderIdentity identity = agent.ReadIdentity();
        return agent.WhyNotHere(identity, MachineId.Read()) is null ? identity.AgentId : null;
    }

    /// <summary>Trades the code for a credential and writes credential, identity and configuration.</summary>
    /// <param name="config">The configuration to write; an <c>agent.json</c> that is there already is kept,
    /// but for its server and a name that is given.</param>
    /// <param name="code">The one-use code of an invite.</param>
    /// <param name="folder">The agent's folder; made if it is not there.</param>
    /// <param name="http">The client to call with.</param>
    /// <param name="name">What people are to call it; null for the configuration's name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The agent's id.</returns>
    /// <exception cref="EnrollmentException">The server refused, was not reached, or the folder is in
    /// use.</exception>
    public static async Task<AgentId> EnrollAsync(
        AgentConfig config, string code, string folder, HttpClient http, string? name = null,
        CancellationToken cancel = default)
    {
        var agent = new AgentFolder(folder);
        DurableFile.CreateFolder(agent.Paths.Folder);
        using FileStream held = FolderLock.TryTake(agent.Paths.Lock)
            ?? throw new EnrollmentException($"An agent runs on {agent.Paths.Folder}. Stop it before you enrol the folder anew.");
        AgentConfig kept = Keep(agent, config);
        if (name is not null) kept = kept with { Name = name };
        string machine = MachineId.Read();
        var request = new EnrollRequest { Code = code, Name = kept.Name, MachineId = machine };
        EnrollAnswer answer = await AskAsync(config, request, http, cancel);
        if (agent.IsEnrolled && agent.WhyNotHere(agent.ReadIdentity(), machine) is not null) PutAside(agent.Paths);
        agent.WriteCredential(answer.Token);
        agent.WriteConfig(kept);
        agent.WriteIdentity(new FolderIdentity(answer.AgentId, machine, Instance: 0));
        return answer.AgentId;
    }

    /// <summary>Read before the code is used up: what can't be understood must not cost it.</summary>
    private static AgentConfig Keep(AgentFolder agent, AgentConfig config)
    {
        if (!File.Exists(agent.Paths.Config)) return config;
        try
        {
            return agent.ReadConfig() with { Server = config.Server, OtherServers = config.OtherServers };
        }
        catch (CannotRunException e)
        {
            throw new EnrollmentException(e.Message, e);
        }
    }

    private static async Task<EnrollAnswer> AskAsync(
        AgentConfig config, EnrollRequest request, HttpClient http, CancellationToken cancel)
    {
        foreach (Uri node in config.Servers.SkipLast(1))
        {
            if (await TryAskAsync(node, request, http, cancel) is { } answer) return answer;
        }
        return await AskAsync(config.Servers[^1], request, http, cancel);
    }

    /// <summary>
    /// The code is used up by whoever hears it, so another node is asked only if this one certainly did not.
    /// </summary>
    private static async Task<EnrollAnswer?> TryAskAsync(
        Uri node, EnrollRequest request, HttpClient http, CancellationToken cancel)
    {
        try
        {
            return await AskAsync(node, request, http, cancel);
        }
        catch (EnrollmentException e) when (e.InnerException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError,
        })
        {
            return null;
        }
    }

    private static async Task<EnrollAnswer> AskAsync(
        Uri server, EnrollRequest request, HttpClient http, CancellationToken cancel)
    {
        try
        {
            using HttpResponseMessage response = await http.PostAsJsonAsync(
                new Uri(server, "/api/agents/enroll"), request, TaskSyncJsonContext.Default.EnrollRequest, cancel);
            if (!response.IsSuccessStatusCode)
            {
                throw new EnrollmentException(
                    $"The server did not take the code: {await Network.Problem.ReadAsync(response, cancel)} "
                    + "A code is good once, and not for long; ask for another with: tasksync invite.");
            }
            return (await response.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.EnrollAnswer, cancel))!;
        }
        catch (HttpRequestException e)
        {
            throw new EnrollmentException($"The server at {server} was not reached: {e.Message}", e);
        }
    }

    /// <summary>
    /// A folder that was copied, from another machine or here, holds attempts of the agent that it was copied from. They are not
    /// this one's to speak of; they are kept for whoever wants to look.
    /// </summary>
    private static void PutAside(AgentPaths paths)
    {
        foreach (string folder in new[] { paths.Attempts, paths.Remembered }.Where(Directory.Exists))
        {
            string aside = folder + ".of-another-agent";
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
            Directory.Move(folder, aside);
        }
    }
}
