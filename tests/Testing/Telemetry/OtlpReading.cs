using System.Buffers.Binary;
using System.Text;

namespace Healthcare.Testing.Telemetry;

/// <summary>One span: the service that made it, its trace and its name.</summary>
public sealed record OtlpSpan(string Service, string TraceId, string Name)
{
    /// <summary>The traces of the spans that it links to.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <summary>Reads the few fields of OTLP messages that tests ask for (opentelemetry-proto 1.x), straight from the wire format.</summary>
public static class OtlpReading
{
    /// <summary>The Prometheus series of an <c>ExportMetricsServiceRequest</c>.</summary>
    public static IReadOnlyList<string> SeriesIn(byte[] request) =>
    [
        .. from resource in Messages(request, 1)
           from scope in Messages(resource, 2)
           from metric in Messages(scope, 2)
           from series in SeriesOf(metric)
           select series,
    ];

    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IReadOnlyList<OtlpSpan> SpansIn(byte[] request) =>
    [
        .. from resource in Messages(request, 1)
           let service = ServiceOf(resource)
           from scope in Messages(resource, 2)
           from span in Messages(scope, 2)
           select new OtlpSpan(service, Convert.ToHexStringLower(Messages(span, 1).First()), Text(span, 5))
           {
               Links = [.. Messages(span, 13).Select(link => Convert.ToHexStringLower(Messages(link, 1).First()))],
           },
    ];

    private static IReadOnlyList<string> SeriesOf(byte[] metric)
    {
        var (name, unit) = (Text(metric, 1), Text(metric, 3));
        foreach (var field in Fields(metric))
        {
            switch (field.Number)
            {
                case 5:
                    return PrometheusSeries.OfGauge(name, unit);
                case 7:
                    return Fields(field.Body).Any(f => f is { Number: 3, Value: 1 }) ? PrometheusSeries.OfCounter(name, unit) : PrometheusSeries.OfGauge(name, unit);
                case 9:
                    return PrometheusSeries.OfHistogram(name, unit);
            }
        }

        return [];
    }

    private static string ServiceOf(byte[] resourceSpans) =>
        (from resource in Messages(resourceSpans, 1)
         from attribute in Messages(resource, 1)
         where Text(attribute, 1) == "service.name"
         from value in Messages(attribute, 2)
         select Text(value, 1)).FirstOrDefault() ?? "";

    private static IEnumerable<byte[]> Messages(byte[] message, int number) => Fields(message).Where(f => f.Number == number).Select(f => f.Body);

    private static string Text(byte[] message, int number) => Messages(message, number).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    private static IEnumerable<Field> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new Field(number, Varint(message, ref at), []);
                    break;
                case 1:
                    yield return new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)), []);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return new Field(number, 0, message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    yield return new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)), []);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Not protobuf: wire type {tag & 7} at byte {at}.");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    private sealed record Field(int Number, ulong Value, byte[] Body);
}
