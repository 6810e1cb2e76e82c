using System.Text.Encodings.Web;
using System.Text.Json;
using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Healthcare.Testing;

/// <summary>What is stored stays readable for ever: one file for each kind of event, never edited, that every later build writes and reads the same.</summary>
/// <param name="folder">Where the files are, from the repository's root.</param>
/// <param name="families">The closed families of events; nothing else in their assemblies is stored.</param>
/// <param name="samples">One event of each kind, with every member set.</param>
public sealed class StoredSamples(string folder, IReadOnlyList<Type> families, IReadOnlyList<object> samples)
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

    private readonly EventCodec codec = CodecOf(families);

    /// <summary>The stored names, in order.</summary>
    public IReadOnlyList<string> Names => codec.Types.Names;

    /// <summary>The names of which a file is kept as it was before members were added.</summary>
    public IReadOnlyList<string> EarlierNames => KeptIn(Path.Combine(folder, "Earlier"));

    /// <summary>Each kind has one sample and one file, and none is left of a kind that is gone.</summary>
    public void AreComplete()
    {
        var stored = families.Select(f => f.Assembly).Distinct().SelectMany(a => a.GetTypes()).Where(t => t.IsDefined(typeof(StoredAsAttribute), inherit: false));
        Assert.That(stored.Where(t => !families.Any(t.IsAssignableTo)), Is.Empty, "stored, and of no family that is kept here");
        Assert.That(samples.Select(s => codec.Types.NameOf(s.GetType())).Order(StringComparer.Ordinal), Is.EqualTo(Names), "one sample for each");
        // What is not there yet may be about to be written.
        Assert.That(KeptIn(folder), GoldenFile.IsUpdating ? Is.SubsetOf(Names) : Is.EqualTo(Names), "one file for each");
    }

    /// <summary>The sample of this name is stored as its file says, and what is read from the file says all of it.</summary>
    public async Task KeepAsync(string name, CancellationToken cancel)
    {
        var sample = samples.Single(s => codec.Types.NameOf(s.GetType()) == name);
        var stored = await StoreAsync(sample, cancel);
        var file = Path.Combine(Repository.Root, folder, $"{name}.json");
        // Written once: what was stored is never edited.
        if (GoldenFile.IsUpdating && !File.Exists(file)) await File.WriteAllTextAsync(file, Text(stored), cancel);
        if (!File.Exists(file)) Assert.Fail($"{folder}/{name}.json is not there yet: run this test once with {GoldenFile.UpdateSwitch}=1.");
        var text = await File.ReadAllTextAsync(file, cancel);
        var kept = JsonElement.Parse(text);
        var read = Read(name, kept);
        Assert.That(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(read, EventCodec.ReadOptions), kept), Is.True, "what is read says all that is stored, and nothing else");
        Assert.That(InTheOpen(stored), Is.EqualTo(InTheOpen(kept)), "what is stored now has the same shape");
        // Sealing gives another ciphertext each time; all else is the same to the letter.
        if (Facts.Text(sample).Contains("Ciphertext: null", StringComparison.Ordinal)) return;
        Assert.That(Text(stored), Is.EqualTo(text.ReplaceLineEndings("\n")));
        Assert.That(Facts.Text(read), Is.EqualTo(Facts.Text(sample)));
    }

    /// <summary>What was stored before members were added still says all that it said.</summary>
    public async Task KeepEarlierAsync(string name, CancellationToken cancel)
    {
        var kept = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, folder, "Earlier", $"{name}.json"), cancel));
        var read = JsonSerializer.SerializeToElement(Read(name, kept), EventCodec.ReadOptions);
        foreach (var member in kept.EnumerateObject())
            Assert.That(read.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(value, member.Value), member.Name);
    }

    /// <summary>None of these words, which the samples hold, is stored where anybody can read it.</summary>
    public async Task HideAsync(IReadOnlyList<string> secrets, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        foreach (var sample in samples)
        {
            var stored = InTheOpen(await StoreAsync(sample, cancel));
            foreach (var secret in secrets) Assert.That(stored, Does.Not.Contain(secret), sample.GetType().Name);
        }
    }

    /// <summary>What anybody reads in stored JSON who has no key: each sealed value stands as <c>sealed</c>, because by chance a ciphertext spells any short word.</summary>
    private static string InTheOpen(JsonElement stored) => stored.ValueKind switch
    {
        JsonValueKind.Object when stored.TryGetProperty("nonce", out _) => "\"sealed\"",
        JsonValueKind.Object => "{" + string.Join(",", stored.EnumerateObject().Select(p => $"\"{p.Name}\":{InTheOpen(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", stored.EnumerateArray().Select(InTheOpen)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(stored.GetString(), Indented),
        _ => stored.GetRawText(),
    };

    private static string Text(JsonElement stored) => JsonSerializer.Serialize(stored, Indented) + "\n";

    private static IReadOnlyList<string> KeptIn(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    private static EventCodec CodecOf(IReadOnlyList<Type> families)
    {
        var types = new EventTypes();
        foreach (var family in families) types.AddFamily(family);
        var services = new ServiceCollection().AddLogging();
        services.AddInMemoryEventStore("sample");
        return new EventCodec(types, services.BuildServiceProvider().GetRequiredService<Vault>());
    }

    private object? Read(string name, JsonElement kept) => kept.Deserialize(codec.Types.TypeOf(name) ?? typeof(object), EventCodec.ReadOptions);

    private async Task<JsonElement> StoreAsync(object sample, CancellationToken cancel) => JsonElement.Parse((await codec.EncodeAsync(Envelope, sample, cancel)).Data);
}
