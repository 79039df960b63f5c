using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A storage that a grain names is not registered.</summary>
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>The storage is not registered.</summary>
    public BadProviderConfigException()
    {
    }

    /// <summary>The storage is not registered.</summary>
    /// <param name="msg">Which one, and what to do.</param>
    public BadProviderConfigException(string msg) : base(msg)
    {
    }

    /// <summary>The storage is not registered.</summary>
    /// <param name="msg">Which one, and what to do.</param>
    /// <param name="exc">The cause.</param>
    public BadProviderConfigException(string msg, Exception exc) : base(msg, exc)
    {
    }
}
