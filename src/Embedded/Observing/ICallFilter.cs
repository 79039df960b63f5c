namespace TaskSync.Embedded;

/// <summary>
/// Sees every call of a grain before it is sent, and may interfere with it: for the recording of who calls
/// whom, and for faults. It runs in the caller's turn, or on the caller's thread, and must be quick.
/// </summary>
public interface ICallFilter
{
    /// <summary>Says what becomes of a call.</summary>
    /// <param name="call">The call.</param>
    CallVerdict Judge(in CallInfo call);
}
