using System.Reflection;
using Orleans.Runtime;

namespace TaskSync.Embedded.Calls;

/// <summary>How calls of a method look, which follows from what the method returns.</summary>
/// <param name="CallBase">The class that its call derives from.</param>
/// <param name="Send">How a reference sends it.</param>
internal sealed record CallShape(Type CallBase, MethodInfo Send)
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance;

    public static CallShape Of(MethodInfo method)
    {
        if (method.IsGenericMethod || Array.Exists(method.GetParameters(), one => one.ParameterType.IsByRef))
        {
            throw Unsupported(method, "is generic or has ref parameters");
        }

        if (method.ReturnType == typeof(Task))
        {
            return new(typeof(GrainAction), SendOf(0));
        }

        if (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>))
        {
            var result = method.ReturnType.GetGenericArguments()[0];
            return new(typeof(GrainQuery<>).MakeGenericType(result), SendOf(1).MakeGenericMethod(result));
        }

        throw Unsupported(method, $"returns {method.ReturnType.Name}");
    }

    private static MethodInfo SendOf(int typeParameters) => typeof(GrainReference).GetMethods(Hidden)
        .Single(method => method.Name == "Send" && method.GetGenericArguments().Length == typeParameters);

    private static NotSupportedException Unsupported(MethodInfo method, string what) =>
        new($"{method.DeclaringType}.{method.Name} {what}; methods of grains return Task or Task<T>.");
}
