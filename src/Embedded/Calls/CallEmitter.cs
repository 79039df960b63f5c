using System.Reflection;
using System.Reflection.Emit;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.Calls;

/// <summary>Makes the class of a method's calls.</summary>
internal static class CallEmitter
{
    private const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual |
        MethodAttributes.Final | MethodAttributes.HideBySig;

    public static (ConstructorBuilder Constructor, IReadOnlyList<FieldBuilder> Arguments) Emit(
        ModuleBuilder module, string name, MethodInfo method, CallShape shape)
    {
        var type = module.DefineType(name, TypeAttributes.Sealed | TypeAttributes.NotPublic, shape.CallBase);
        var constructor = type.DefineDefaultConstructor(MethodAttributes.Assembly);
        List<FieldBuilder> arguments = [.. method.GetParameters().Select((parameter, i) =>
            type.DefineField($"Argument{i}", parameter.ParameterType, FieldAttributes.Assembly))];
        EmitInvoke(type, method, arguments);
        type.CreateType();
        return (constructor, arguments);
    }

    /// <summary>
    /// Emits: <c>public override Task Invoke(object grain) => ((IFoo)grain).Method(Argument0, …);</c>
    /// </summary>
    private static void EmitInvoke(TypeBuilder type, MethodInfo method, List<FieldBuilder> arguments)
    {
        var inherited = typeof(Request).GetMethod(nameof(Request.Invoke))!;
        var invoke = type.DefineMethod(inherited.Name, Override, inherited.ReturnType, [typeof(object)]);
        var il = invoke.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var argument in arguments)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, argument);
        }

        il.Emit(OpCodes.Callvirt, method);
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(invoke, inherited);
    }
}
