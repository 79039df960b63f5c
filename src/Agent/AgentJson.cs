using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Agent.Folder;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent;

/// <summary>The shapes that only the agent stores; written as everything else of TaskSync is.</summary>
internal static class AgentJson
{
    private static readonly JsonSerializerOptions Stored = new(TaskSyncJson.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(TaskSyncJsonContext.Default, new DefaultJsonTypeInfoResolver()),
    };

    /// <summary>The configuration is written by people, so it is also printed for them.</summary>
    private static readonly JsonSerializerOptions Configured = new(Stored)
    {
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static JsonTypeInfo<AttemptSpec> Spec { get; } = Of<AttemptSpec>(Stored);

    public static JsonTypeInfo<AttemptState> State { get; } = Of<AttemptState>(Stored);

    public static JsonTypeInfo<AttemptReport> Report { get; } = Of<AttemptReport>(Stored);

    public static JsonTypeInfo<ProcessRecord> Process { get; } = Of<ProcessRecord>(Stored);

    public static JsonTypeInfo<ExitRecord> Exit { get; } = Of<ExitRecord>(Stored);

    public static JsonTypeInfo<FolderIdentity> Identity { get; } = Of<FolderIdentity>(Stored);

    public static JsonTypeInfo<AgentConfig> Config { get; } = Of<AgentConfig>(Configured);

    private static JsonTypeInfo<T> Of<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
