using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Healthcare.ServiceDefaults;

/// <summary>The documentation comments of our own types, from the files that the compiler writes beside the assemblies.</summary>
internal static partial class XmlComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    public static string? OfType(Type type) => Member(type, $"T:{Path(type)}")?.Element("summary") is { } summary ? Text(summary) : null;

    /// <summary>A property's own sentence, or that of the primary constructor's parameter that it stands for.</summary>
    public static string? OfProperty(Type type, string property)
    {
        if (Member(type, $"P:{Path(type)}.{property}")?.Element("summary") is { } summary) return Text(summary);
        var constructor = Of(type.Assembly).FirstOrDefault(m => m.Key.StartsWith($"M:{Path(type)}.#ctor(", StringComparison.Ordinal)).Value ?? Member(type, $"T:{Path(type)}");
        return constructor?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == property) is { } param ? Text(param) : null;
    }

    private static XElement? Member(Type type, string id) => Of(type.Assembly).GetValueOrDefault(id);

    private static string Path(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName?.Replace('+', '.') ?? type.Name;

    private static IReadOnlyDictionary<string, XElement> Of(Assembly assembly) => Files.GetOrAdd(assembly, static a =>
    {
        var file = System.IO.Path.ChangeExtension(a.Location, ".xml");
        return a.GetName().Name?.StartsWith("Healthcare.", StringComparison.Ordinal) == true && File.Exists(file)
            ? XDocument.Load(file).Descendants("member").Where(m => m.Attribute("name") is not null).ToDictionary(m => m.Attribute("name")?.Value ?? "", StringComparer.Ordinal)
            : new Dictionary<string, XElement>(StringComparer.Ordinal);
    });

    private static string? Text(XElement element)
    {
        var text = Spaces().Replace(string.Concat(element.Nodes().Select(Written)), " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Written(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement e when e.Attribute("cref") is { } reference => Named(reference.Value[(reference.Value.LastIndexOf('.') + 1)..]),
        XElement e when e.Attribute("name") is { } name => Named(name.Value),
        XElement e => e.Value,
        _ => "",
    };

    private static string Named(string name) => $"`{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name)}`";

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
