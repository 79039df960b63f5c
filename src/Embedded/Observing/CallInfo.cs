using Orleans.Runtime;

namespace TaskSync.Embedded;

/// <summary>A call that is about to be sent.</summary>
/// <param name="Caller">The grain that calls; null if the call comes from outside.</param>
/// <param name="Target">The grain that is called.</param>
/// <param name="Interface">The interface it is called through.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="IsOneWay">Whether nobody waits for it.</param>
public readonly record struct CallInfo(
    GrainId? Caller, GrainId Target, Type Interface, string Method, bool IsOneWay);
