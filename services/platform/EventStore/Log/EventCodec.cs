using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Healthcare.EventStore;

/// <summary>Turns events into stored JSON and back: seals patient data, writes headers, computes and checks hashes.</summary>
public sealed class EventCodec(EventTypes types, Vault vault)
{
    public static readonly JsonSerializerOptions ReadOptions = Options(sealing: false);
    private static readonly JsonSerializerOptions WriteOptions = Options(sealing: true);
    private static readonly ConcurrentDictionary<Type, bool> HoldsSealed = new();

    public EventTypes Types => types;

    /// <summary>Business timestamps are kept in whole microseconds, as PostgreSQL keeps them.</summary>
    public static DateTimeOffset Microseconds(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % 10));
    }

    /// <summary>Makes an event ready to be stored: patient data sealed, type and hash filled in.</summary>
    public async ValueTask<EncodedEvent> EncodeAsync(EventEnvelope envelope, object happened, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(happened);
        var type = happened.GetType();
        var data = JsonSerializer.SerializeToUtf8Bytes(happened, type, WriteOptions);
        if (HoldsSealed.GetOrAdd(type, static t => ContainsSealed(t, [])))
        {
            data = await SealFieldsAsync(data, envelope.EventId, cancel);
            happened = JsonSerializer.Deserialize(data, type, ReadOptions) ?? happened;
        }

        envelope = envelope with { Type = types.NameOf(type), Timestamp = Microseconds(envelope.Timestamp) };
        envelope = envelope with { Hash = Hash(envelope, data) };
        return new EncodedEvent(envelope, happened, data, Headers(envelope), $"{type.FullName}, {type.Assembly.GetName().Name}");
    }

    internal Recorded Decode(EventEnvelope envelope, byte[] data, long sequence, LogPosition position) => new(envelope, data, sequence, position, Read);

    /// <summary>True when the event still hashes to what its headers say.</summary>
    public static bool IsIntact(Recorded recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return string.Equals(recorded.Envelope.Hash, Hash(recorded.Envelope, recorded.Data), StringComparison.Ordinal);
    }

    /// <summary>SHA-256 over the RFC 8785 form of {envelope members, data}, lower-case hexadecimal.</summary>
    public static string Hash(EventEnvelope envelope, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var buffer = new ArrayBufferWriter<byte>(data.Length + 512);
        using (var writer = CanonicalJson.Writer(buffer))
        {
            // Members in UTF-16 order, as RFC 8785 asks.
            writer.WriteStartObject();
            writer.WriteString("actor", envelope.Actor.Id);
            writer.WriteString("actorKind", KindName(envelope.Actor.Kind));
            writer.WriteString("aggregate", envelope.Aggregate);
            Optional(writer, "case", envelope.CaseId);
            Optional(writer, "causation", envelope.CausationId);
            Optional(writer, "command", envelope.CommandId);
            Optional(writer, "correlation", envelope.CorrelationId);
            writer.WritePropertyName("data");
            using (var document = JsonDocument.Parse(data)) CanonicalJson.Write(document.RootElement, writer);
            writer.WriteString("id", envelope.EventId);
            Optional(writer, "onBehalfOf", envelope.Actor.OnBehalfOf);
            Optional(writer, "purpose", envelope.PurposeOfUse);
            writer.WriteString("role", envelope.Actor.Role);
            writer.WriteNumber("schema", envelope.SchemaVersion);
            writer.WriteString("sensitivity", SensitivityName(envelope.Sensitivity));
            writer.WriteString("stream", envelope.StreamId);
            writer.WriteString("timestamp", Text(envelope.Timestamp));
            writer.WriteString("type", envelope.Type);
            writer.WriteNumber("version", envelope.Version);
            writer.WriteEndObject();
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash);
    }

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    internal static EventEnvelope FromHeaders(
        Guid eventId, Guid streamId, long version, string type, DateTimeOffset timestamp, string? correlation, string? causation, string? user, ReadOnlyMemory<byte> headers)
    {
        var kept = JsonSerializer.Deserialize<StoredHeaders>(headers.Span, HeaderOptions) ?? throw new InvalidDataException($"Event {eventId} has no headers.");
        return new EventEnvelope
        {
            EventId = eventId,
            StreamId = streamId,
            Aggregate = kept.Aggregate,
            Version = version,
            Type = type,
            Timestamp = timestamp,
            Actor = new Actor(user ?? "", Enum.Parse<ActorKind>(kept.ActorKind, ignoreCase: true), kept.Role) { OnBehalfOf = kept.OnBehalfOf },
            PurposeOfUse = kept.Purpose,
            CaseId = kept.Case,
            CorrelationId = correlation,
            CausationId = causation,
            CommandId = kept.Command,
            SchemaVersion = kept.Schema,
            Sensitivity = Enum.Parse<Sensitivity>(kept.Sensitivity, ignoreCase: true),
            TraceParent = kept.Trace,
            Hash = kept.Hash,
        };
    }

    private static readonly JsonSerializerOptions HeaderOptions = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static string Headers(EventEnvelope e) => JsonSerializer.Serialize(
        new StoredHeaders(
            e.Aggregate, KindName(e.Actor.Kind), e.Actor.Role, e.Actor.OnBehalfOf, e.PurposeOfUse, e.CaseId, e.CommandId, e.SchemaVersion, SensitivityName(e.Sensitivity), e.TraceParent, e.Hash),
        HeaderOptions);

    private static string KindName(ActorKind kind) => kind switch
    {
        ActorKind.Human => "human",
        ActorKind.System => "system",
        ActorKind.Partner => "partner",
        ActorKind.Ai => "ai",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string SensitivityName(Sensitivity sensitivity) => sensitivity switch
    {
        Sensitivity.None => "none",
        Sensitivity.Limited => "limited",
        Sensitivity.Phi => "phi",
        Sensitivity.Part2 => "part2",
        _ => throw new ArgumentOutOfRangeException(nameof(sensitivity)),
    };

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static void Optional(Utf8JsonWriter writer, string name, Guid? value)
    {
        if (value is { } id) writer.WriteString(name, id);
    }

    private object Read(Recorded recorded)
    {
        try
        {
            return ReadCurrent(recorded);
        }
        catch (Exception failure)
        {
            throw new UnreadableEventException(recorded.Envelope, recorded.Sequence, UnreadableEventException.WhyOf(failure));
        }
    }

    private object ReadCurrent(Recorded recorded)
    {
        var (name, change) = types.Current(recorded.Type);
        if (types.TypeOf(name) is not { } type) return JsonElement.Parse(recorded.Data.Span);
        if (change is null) return JsonSerializer.Deserialize(recorded.Data.Span, type, ReadOptions) ?? throw new InvalidDataException($"Event {recorded.Envelope.EventId} is null.");
        var json = JsonNode.Parse(recorded.Data.Span) as JsonObject ?? throw new InvalidDataException($"Event {recorded.Envelope.EventId} is no object.");
        return change(json).Deserialize(type, ReadOptions) ?? throw new InvalidDataException($"Event {recorded.Envelope.EventId} is null.");
    }

    private async ValueTask<byte[]> SealFieldsAsync(byte[] data, Guid eventId, CancellationToken cancel)
    {
        var root = JsonNode.Parse(data) ?? throw new InvalidDataException("An event is an object.");
        var pending = new List<(JsonObject Node, string Path)>();
        Collect(root, "", pending);
        foreach (var (node, path) in pending)
        {
            var subject = node[SealedJson.SubjectMarker]?.GetValue<Guid>() ?? throw new InvalidDataException($"The sealed field {path} names no subject.");
            var plain = JsonSerializer.SerializeToUtf8Bytes(node[SealedJson.PlainMarker]);
            var (keyId, key) = await vault.KeyOfAsync(subject, cancel);
            var cipher = Vault.Encrypt(keyId, key, plain, $"{eventId:D}{path}");
            node.Clear();
            var atRest = new SealedJson.AtRest(cipher.AssociatedData, cipher.Key, cipher.Nonce, cipher.Tag, cipher.Text);
            if (JsonSerializer.SerializeToNode(atRest, SealedJson.AtRestOptions) is not JsonObject written) throw new InvalidDataException("A ciphertext is an object.");
            foreach (var member in written.ToList())
            {
                written.Remove(member.Key);
                node[member.Key] = member.Value;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static void Collect(JsonNode? node, string path, List<(JsonObject Node, string Path)> pending)
    {
        switch (node)
        {
            case JsonObject o when o.ContainsKey(SealedJson.PlainMarker) && o.ContainsKey(SealedJson.SubjectMarker):
                pending.Add((o, path));
                break;
            case JsonObject o:
                foreach (var member in o) Collect(member.Value, $"{path}/{member.Key}", pending);
                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++) Collect(a[i], string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"), pending);
                break;
            default:
                break;
        }
    }

    private static bool ContainsSealed(Type type, HashSet<Type> seen)
    {
        if (type.IsAssignableTo(typeof(ISealed))) return true;
        if (type.IsPrimitive || type == typeof(string) || !seen.Add(type)) return false;
        if (type.IsGenericType && type.GetGenericArguments().Any(a => ContainsSealed(a, seen))) return true;
        if (type.IsArray && type.GetElementType() is { } element) return ContainsSealed(element, seen);
        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true) return false;
        return type.GetProperties().Any(p => ContainsSealed(p.PropertyType, seen));
    }

    private static JsonSerializerOptions Options(bool sealing)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new DecimalAsText());
        options.Converters.Add(new FloatRefused());
        if (sealing) options.Converters.Add(new SealedJson.SealingAllowed());
        return options;
    }

    private sealed record StoredHeaders(
        string Aggregate, string ActorKind, string Role, string? OnBehalfOf, string? Purpose, Guid? Case, Guid? Command, int Schema, string Sensitivity, string? Trace, string Hash);

    private sealed class DecimalAsText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.Parse(reader.GetString() ?? "0", NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class FloatRefused : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException("Events hold no floating point.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => throw new JsonException("Events hold no floating point.");
    }
}

/// <summary>An event ready to be stored; <paramref name="Event"/> holds ciphertext where patient data was.</summary>
public sealed record EncodedEvent(EventEnvelope Envelope, object Event, byte[] Data, string Headers, string DotnetType);
