using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Ports;

/// <summary>Something that the agent has to think about.</summary>
public abstract record AgentEvent;

/// <summary>The server answered a sync.</summary>
public sealed record SyncAnswered(SyncAnswer Answer) : AgentEvent;

/// <summary>A sync failed; whether it was heard is unknown.</summary>
public sealed record SyncFailed(LinkFailure Failure) : AgentEvent;

/// <summary>The server has something for the agent, or may have.</summary>
public sealed record WorkCalled : AgentEvent;

/// <summary>A chunk of output was answered; null if it failed.</summary>
public sealed record OutputAnswered(AttemptKey Key, OutputStream Stream, long? Have, LinkFailure? Failure) : AgentEvent;

/// <summary>Time has passed.</summary>
public sealed record Ticked : AgentEvent;

/// <summary>The agent is asked to leave.</summary>
public sealed record StopAsked : AgentEvent;

/// <summary>Where ports post what happened. May be called from any thread.</summary>
public interface IEventSink
{
    /// <summary>Takes an event; returns at once.</summary>
    void Post(AgentEvent what);
}

/// <summary>The server has all the output of an attempt that is over, or will never take it.</summary>
public sealed record OutputShipped(AttemptKey Key) : AgentEvent;
