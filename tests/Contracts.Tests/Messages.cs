using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Contracts.Audit.V1;

namespace Healthcare.Contracts.Tests;

/// <summary>What crosses a process border, found by looking and not by a list that could be forgotten.</summary>
internal static class Messages
{
    /// <summary>As strict as a consumer could be: what it does not know, or does not find, fails.</summary>
    public static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] ServiceNames = ["Intake", "Authorization", "Scheduling", "Billing", "Reconciliation", "Audit"];

    public static IReadOnlyList<Type> Types { get; } = [.. typeof(EventsRecorded).Assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false }).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <summary>Types that are sent or served whole: no other type is made of them.</summary>
    public static IReadOnlyList<Type> Whole { get; } = [.. Types.Except(Types.SelectMany(t => Members(t).SelectMany(m => Parts(m.PropertyType))))];

    public static IReadOnlyList<Assembly> Services { get; } = [.. ServiceNames.Select(s => Assembly.Load($"Healthcare.{s}"))];

    /// <summary>The messages that consumers of all services take.</summary>
    public static IReadOnlySet<Type> Consumed { get; } = Services.SelectMany(ConsumedBy).ToHashSet();

    public static IEnumerable<Type> ConsumedBy(Assembly service) => service.GetTypes().SelectMany(t => t.GetInterfaces())
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(MassTransit.IConsumer<>)).Select(i => i.GetGenericArguments()[0]);

    public static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name != "EqualityContract");

    /// <summary>From the repository's root, such as <c>contracts/samples/billing/claim-submitted.v1.json</c>.</summary>
    public static string SampleOf(Type type)
    {
        var names = (type.Namespace ?? "").Split('.');
        return $"contracts/samples/{names[^2].ToLowerInvariant()}/{JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name)}.{names[^1].ToLowerInvariant()}.json";
    }

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];
}
