using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Healthcare.EventStore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>Names schemas so that no two types share one, and describes them with the sentences that stand beside the code.</summary>
internal static class SchemaDescription
{
    public static string? IdOf(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : NameOf(type.Type);

    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(StreamVersion))
        {
            schema.Description = "The version as an entity tag, such as \"3\" with its quotes (RFC 9110, 8.8.3).";
            schema.Type = JsonSchemaType.String;
        }
        else if (context.JsonPropertyInfo is { } property)
        {
            // What is described at its own place is only pointed to.
            if (IdOf(context.JsonTypeInfo) is null && property.AttributeProvider is MemberInfo { DeclaringType: { } owner } member) schema.Description = XmlComments.OfProperty(owner, member.Name);
        }
        else
        {
            schema.Description ??= XmlComments.OfType(type);
        }

        return Task.CompletedTask;
    }

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return NameOf(underlying);
        if (type.IsGenericType) return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}";
        // A request is named after its use case, in whose file it stands.
        return type.DeclaringType is { } owner ? $"{Trimmed(owner.Name)}{type.Name}" : type.Name;
    }

    private static string Trimmed(string endpoints) =>
        endpoints.EndsWith("Endpoints", StringComparison.Ordinal) ? endpoints[..^"Endpoints".Length] : endpoints.EndsWith("Endpoint", StringComparison.Ordinal) ? endpoints[..^"Endpoint".Length] : endpoints;
}
