using System.Reflection;
using System.Reflection.Emit;
using Orleans.Runtime;

namespace TaskSync.Embedded.Calls;

/// <summary>
/// Makes, at run time, the classes that stand for grains: for each interface a reference, and for each of its
/// methods a call that has the arguments as fields. Like this, a call costs little more than its own object:
/// no boxing, no reflection.
/// </summary>
internal static class ReferenceEmitter
{
    // The project file lets an assembly of this name see what is internal here.
    private const string AssemblyName = "TaskSync.Embedded.References";
    private const string MethodsField = "Methods";
    private const BindingFlags HiddenStatic = BindingFlags.NonPublic | BindingFlags.Static;
    private const MethodAttributes Explicit = MethodAttributes.Private | MethodAttributes.Virtual |
        MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig;

    private static readonly Lock OneAtATime = new();
    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new(AssemblyName), AssemblyBuilderAccess.Run)
        .DefineDynamicModule(AssemblyName);

    private static int _count;

    public static Func<GrainTarget, GrainReference> Emit(Type grainInterface)
    {
        lock (OneAtATime)
        {
            var type = Module.DefineType($"{grainInterface.Name}Reference{++_count}",
                TypeAttributes.Sealed | TypeAttributes.NotPublic, typeof(GrainReference), [grainInterface]);
            var methodsField = type.DefineField(
                MethodsField, typeof(GrainMethod[]), FieldAttributes.Assembly | FieldAttributes.Static);
            var constructor = EmitConstructor(type);
            var methods = MethodsOf(grainInterface);
            for (var i = 0; i < methods.Count; i++)
            {
                EmitMethod(type, methods[i], methodsField, i);
            }

            var factory = EmitFactory(type, constructor);
            var made = type.CreateType();
            made.GetField(MethodsField, HiddenStatic)!.SetValue(
                null, methods.Select(method => new GrainMethod(method.DeclaringType!, method)).ToArray());
            return made.GetMethod(factory, HiddenStatic)!.CreateDelegate<Func<GrainTarget, GrainReference>>();
        }
    }

    private static List<MethodInfo> MethodsOf(Type grainInterface) =>
    [
        .. grainInterface.GetInterfaces().Prepend(grainInterface)
            .SelectMany(face => face.GetMethods(BindingFlags.Public | BindingFlags.Instance)),
    ];

    private static ConstructorBuilder EmitConstructor(TypeBuilder type)
    {
        var inherited = typeof(GrainReference).GetConstructor(
            BindingFlags.NonPublic | BindingFlags.Instance, [typeof(GrainTarget)])!;
        var constructor = type.DefineConstructor(
            MethodAttributes.Assembly, CallingConventions.Standard, [typeof(GrainTarget)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, inherited);
        il.Emit(OpCodes.Ret);
        return constructor;
    }

    private static string EmitFactory(TypeBuilder type, ConstructorBuilder constructor)
    {
        var factory = type.DefineMethod("Make", MethodAttributes.Assembly | MethodAttributes.Static,
            typeof(GrainReference), [typeof(GrainTarget)]);
        var il = factory.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        return factory.Name;
    }

    /// <summary>Emits: <c>return Send(new Call { Argument0 = …, … }, Methods[index]);</c></summary>
    private static void EmitMethod(TypeBuilder type, MethodInfo method, FieldBuilder methodsField, int index)
    {
        var shape = CallShape.Of(method);
        var callName = $"{type.Name}.{method.Name}{index}";
        var (callConstructor, arguments) = CallEmitter.Emit(Module, callName, method, shape);
        var implementation = type.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}", Explicit, method.ReturnType,
            [.. method.GetParameters().Select(parameter => parameter.ParameterType)]);
        var il = implementation.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, callConstructor);
        for (var i = 0; i < arguments.Count; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Stfld, arguments[i]);
        }

        il.Emit(OpCodes.Ldsfld, methodsField);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
        il.Emit(OpCodes.Call, shape.Send);
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(implementation, method);
    }
}
