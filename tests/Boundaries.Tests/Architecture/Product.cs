using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Healthcare.Testing;

namespace Healthcare.Boundaries.Tests.Architecture;

/// <summary>The product as it was built: its projects, and the assemblies beside these tests.</summary>
internal static class Product
{
    public static readonly IReadOnlyList<string> Services = ["intake", "authorization", "scheduling", "billing", "reconciliation", "audit"];

    /// <summary>Project files of the product, from the repository's root; tests and tools are none of it.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [
        .. new[] { "contracts", "services", "gateway" }.SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>The projects that a project refers to, from the repository's root.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(project)) ?? "";
        return
        [
            .. XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference").Select(r => r.Attribute("Include")?.Value ?? "")
                .Select(r => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(folder, r.Replace('\\', '/')))).Replace('\\', '/')),
        ];
    }

    public static Assembly AssemblyOf(string project) => Assembly.Load(Path.GetFileNameWithoutExtension(project));

    /// <summary>What an assembly calls outside of itself, as <c>System.Guid.NewGuid</c>.</summary>
    public static IReadOnlySet<string> CallsOf(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var calls = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            calls.Add($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");
        }

        return calls;
    }
}
