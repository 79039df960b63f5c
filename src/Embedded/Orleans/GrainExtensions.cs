using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Asks a grain, or a reference to one, who it is.</summary>
public static class GrainExtensions
{
    /// <summary>The key of the grain.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The type and key of the grain.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw NeitherOfThem(grain),
    };

    /// <summary>A reference to this grain, to hand to others: a grain never hands out itself.</summary>
    /// <typeparam name="TGrainInterface">The interface to call the grain through.</typeparam>
    /// <param name="grain">A grain or a reference.</param>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.Cast<TGrainInterface>(),
        IGrainBase { GrainContext: { } context } => context.GrainReference.Cast<TGrainInterface>(),
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw NeitherOfThem(grain),
    };

    private static ArgumentException NeitherOfThem(IAddressable grain) =>
        new($"{grain.GetType().Name} is neither a grain nor a reference to one.", nameof(grain));
}
