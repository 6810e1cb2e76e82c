using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Healthcare.Hl7v2;

/// <summary>Says what a file of HL7 v2 holds, whatever its size, in bounded memory.</summary>
public static class Hl7Inspection
{
    // A file of a million senders or identifiers is hostile; its first ones are enough to say so.
    private const int MostListed = 100;
    private const int MostFindings = 1_000;

    /// <summary>How summaries are written as JSON: snake case, enumerations by name.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Whether the first bytes of a file are those of a message, batch or file of HL7 v2.</summary>
    public static bool LooksLikeHl7(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        start = start.TrimStart([(byte)'\r', (byte)'\n', PartFramer.StartBlock]);
        return start.Length > 3 && SegmentIds.BeginsPart(start) && Hl7Delimiters.MaySeparate(start[3]);
    }

    public static Hl7FileSummary Inspect(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new Hl7Reader(bytes, new Hl7Findings(MostFindings));
        return Inspect(reader);
    }

    /// <summary>Reads the stream to its end; it stays open.</summary>
    public static Hl7FileSummary Inspect(Stream stream)
    {
        using var reader = new Hl7Reader(stream, new Hl7Findings(MostFindings));
        return Inspect(reader);
    }

    /// <summary>Reads everything that can be read of the bytes: parts, rules, typed values, an acknowledgement. Never throws for what the bytes are; answers the bytes of all parts, which are all bytes.</summary>
    public static long ReadFully(ReadOnlyMemory<byte> bytes)
    {
        var findings = new Hl7Findings(MostFindings);
        using var reader = new Hl7Reader(bytes, findings);
        var taken = 0L;
        while (reader.Read())
        {
            FullReading.Read(reader.Part, findings);
            taken += reader.Part.Bytes.Length;
        }

        return taken;
    }

    private static Hl7FileSummary Inspect(Hl7Reader reader)
    {
        SortedDictionary<string, int> types = new(StringComparer.Ordinal);
        SortedDictionary<string, int> segments = new(StringComparer.Ordinal);
        Dictionary<Hl7EnvelopeSummary, int> envelopes = [];
        List<string> controlIds = [];
        var (messages, refused) = (0, 0);
        while (reader.Read())
        {
            if (reader.Part is RefusedPart) refused++;
            if (reader.Part is not Hl7Message message) continue;
            messages++;
            Hl7Rules.Check(message, reader.Findings);
            Count(types, message.Name);
            foreach (var segment in message.Segments) Count(segments, segment.Id);
            if (controlIds.Count < MostListed) controlIds.Add(message.ControlId);
            var envelope = EnvelopeOf(message);
            if (envelopes.Count < MostListed || envelopes.ContainsKey(envelope)) CollectionsMarshal.GetValueRefOrAddDefault(envelopes, envelope, out _)++;
        }

        return new Hl7FileSummary
        {
            Bytes = reader.BytesRead,
            Messages = messages,
            Refused = refused,
            Batches = reader.BatchNumber,
            MessagesByType = types,
            SegmentsById = segments,
            Envelopes = [.. envelopes.Select(e => e.Key with { Messages = e.Value })],
            ControlIds = controlIds,
            FindingCount = reader.Findings.Count,
            Errors = reader.Findings.Errors,
            Findings = reader.Findings.Kept,
        };
    }

    private static Hl7EnvelopeSummary EnvelopeOf(Hl7Message message)
    {
        var header = message.Header;
        var delimiters = message.Encoding.Delimiters;
        return new Hl7EnvelopeSummary(
            Name(header.SendingApplication), Name(header.SendingFacility), Name(header.ReceivingApplication), Name(header.ReceivingFacility), header.Version, header.Processing,
            message.Encoding.Charset.Name, ((char)delimiters.Field).ToString(), delimiters.EncodingCharacters);
    }

    private static string? Name(Hd? hd) => hd?.NamespaceId ?? hd?.UniversalId;

    private static void Count(SortedDictionary<string, int> counts, string key)
    {
        if (counts.TryGetValue(key, out var count)) counts[key] = count + 1;
        else if (counts.Count < MostListed) counts[key] = 1;
    }
}
