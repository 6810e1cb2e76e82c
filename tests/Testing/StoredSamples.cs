using System.Text.Encodings.Web;
using System.Text.Json;
using Healthcare.EventStore;
using NUnit.Framework;

namespace Healthcare.Testing;

/// <summary>What is stored stays readable for ever: one file for each kind of event, never edited, that every later build writes and reads the same.</summary>
public static class StoredSamples
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly EventEnvelope Envelope = new()
    {
        EventId = new Guid("018f0000-0000-7000-8000-0000000000ff"),
        StreamId = new Guid("018f0000-0000-7000-8000-0000000000fe"),
        Aggregate = "sample",
        Version = 1,
        Type = "",
        Timestamp = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
        Actor = Actor.Service("sample"),
    };

    /// <summary>Stores a sample and compares it with its file, then reads the file back.</summary>
    /// <param name="folder">From the repository's root.</param>
    /// <param name="codec">Writes events as the store does.</param>
    /// <param name="types">The names of the events.</param>
    /// <param name="sample">One event, with every member set; what is sealed in it is a ciphertext already, because sealing gives another each time.</param>
    /// <param name="cancel">Ends the comparison.</param>
    public static async Task KeepAsync(string folder, EventCodec codec, EventTypes types, object sample, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(sample);
        var name = types.NameOf(sample.GetType());
        var stored = await codec.EncodeAsync(Envelope, sample, cancel);
        var written = JsonSerializer.Serialize(JsonElement.Parse(stored.Data), Indented) + "\n";
        var path = Path.Combine(folder, $"{name}.json");
        GoldenFile.Matches(path, written);
        var read = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, path), cancel)).Deserialize(types.TypeOf(name) ?? typeof(object), EventCodec.ReadOptions);
        Assert.That(Facts.Text(read), Is.EqualTo(Facts.Text(sample)));
    }

    /// <summary>What anybody reads in stored JSON who has no key: each sealed value stands as <c>sealed</c>, because by chance a ciphertext spells any short word.</summary>
    public static string InTheOpen(JsonElement stored) => stored.ValueKind switch
    {
        JsonValueKind.Object when stored.TryGetProperty("nonce", out _) => "\"sealed\"",
        JsonValueKind.Object => "{" + string.Join(",", stored.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"\"{p.Name}\":{InTheOpen(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", stored.EnumerateArray().Select(InTheOpen)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(stored.GetString(), Indented),
        _ => stored.GetRawText(),
    };

    /// <summary>The names of which a folder keeps a file.</summary>
    public static IReadOnlyList<string> KeptIn(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
}
