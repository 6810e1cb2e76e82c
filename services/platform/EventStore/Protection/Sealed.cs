using System.Text.Json;
using System.Text.Json.Serialization;

namespace Healthcare.EventStore;

/// <summary>
/// A patient's datum. New, it holds the value and whose it is; the store encrypts it on the way into the log (AES-256-GCM, associated data = event id + field path),
/// and from then on it is ciphertext that only a <see cref="Vault"/> opens. Views copy the ciphertext with its associated data.
/// </summary>
[JsonConverter(typeof(SealedJson))]
public sealed record Sealed<T> : ISealed
{
    internal Sealed(T? plain, Guid subject, Ciphertext? ciphertext)
    {
        Plain = plain;
        Subject = subject;
        Ciphertext = ciphertext;
    }

    internal T? Plain { get; }

    internal Guid Subject { get; }

    internal Ciphertext? Ciphertext { get; }

    public override string ToString() => "sealed";
}

/// <summary>Seals values for a subject: a patient, or an original whose patient is not known yet.</summary>
public static class Sealed
{
    public static Sealed<T> For<T>(Guid subject, T value) => new(value, subject, ciphertext: null);
}

/// <summary>What an encrypted datum looks like at rest.</summary>
public sealed record Ciphertext(Guid Key, byte[] Nonce, byte[] Text, byte[] Tag, string AssociatedData);

internal interface ISealed;

/// <summary>Reads and writes ciphertext; a plain value leaves only through the store's codec, which encrypts it.</summary>
internal sealed class SealedJson : JsonConverterFactory
{
    internal const string PlainMarker = "$plain";
    internal const string SubjectMarker = "$subject";

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()[0])) as JsonConverter
        ?? throw new InvalidOperationException($"No converter for {typeToConvert}.");

    private sealed class Converter<T> : JsonConverter<Sealed<T>>
    {
        public override Sealed<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var at = JsonSerializer.Deserialize<AtRest>(ref reader, AtRestOptions);
            return at is null ? null : new Sealed<T>(default, Guid.Empty, new Ciphertext(at.Key, at.Nonce, at.Text, at.Tag, at.Ad));
        }

        public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options)
        {
            if (value.Ciphertext is { } cipher)
            {
                JsonSerializer.Serialize(writer, new AtRest(cipher.AssociatedData, cipher.Key, cipher.Nonce, cipher.Tag, cipher.Text), AtRestOptions);
                return;
            }

            if (!options.Converters.Any(c => c is SealingAllowed))
                throw new InvalidOperationException("A sealed value that is not encrypted yet may only be written by the event store.");
            writer.WriteStartObject();
            writer.WritePropertyName(PlainMarker);
            JsonSerializer.Serialize(writer, value.Plain, options);
            writer.WriteString(SubjectMarker, value.Subject);
            writer.WriteEndObject();
        }
    }

    internal static readonly JsonSerializerOptions AtRestOptions = new(JsonSerializerDefaults.Web);

    internal sealed record AtRest(string Ad, Guid Key, byte[] Nonce, byte[] Tag, byte[] Text);

    /// <summary>Marks the options with which the codec writes; it converts nothing.</summary>
    internal sealed class SealingAllowed : JsonConverter<SealingAllowed.Never>
    {
        internal sealed class Never;

        public override Never? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => null;

        public override void Write(Utf8JsonWriter writer, Never value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
