using System.Xml;

namespace Healthcare.Local.Inspecting;

/// <summary>XML: a C-CDA document by its root element; FHIR in XML, which the product takes as JSON alone.</summary>
internal sealed class XmlFile : FileKind
{
    internal override bool Recognizes(ReadOnlySpan<byte> head) => head is [(byte)'<', var next, ..] && (next is (byte)'?' or (byte)'!' || char.IsAsciiLetter((char)next));

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        // Entities are never expanded: a document type is refused outright.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true };
        string? root = null;
        string? space = null;
        string? template = null;
        long elements = 0;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes.ToArray(), writable: false), settings);
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                elements++;
                if (root is null) (root, space) = (reader.LocalName, reader.NamespaceURI);
                if (reader.Depth == 1 && reader.LocalName == "templateId") template ??= reader.GetAttribute("root");
            }
        }
        catch (XmlException fault)
        {
            return Describe(root, space, template, elements, new Problem(
                "XmlNotWellFormed", "error", $"line {fault.LineNumber}, column {fault.LinePosition}", "The XML is not well formed, or it declares a document type",
                new() { ["line"] = fault.LineNumber, ["column"] = fault.LinePosition }));
        }

        return Describe(root, space, template, elements, null);
    }

    private static Inspected Describe(string? root, string? space, string? template, long elements, Problem? problem)
    {
        var (kind, name) = (root, space) switch
        {
            ("ClinicalDocument", "urn:hl7-org:v3") => ("ccda", "C-CDA clinical document"),
            (_, "http://hl7.org/fhir") => ("fhir-xml", $"FHIR {root} in XML, which partners are asked to send as JSON"),
            _ => ("xml", $"XML document {root}"),
        };
        return new Inspected(kind, new() { ["root"] = root, ["template"] = template, ["elements"] = elements }, [$"{name}, {elements:N0} elements"], problem is null ? [] : [problem]);
    }
}
