using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Contracts.Audit.V1;
using Healthcare.Testing;

namespace Healthcare.Contracts.Tests;

/// <summary>Every message has one golden sample, which every later build reads whole and writes the same.</summary>
public sealed class KeepingSamples
{
    private static IEnumerable<Type> Whole => Messages.Whole;

    [TestCaseSource(nameof(Whole))]
    public async Task Each_message_reads_its_sample_whole_and_writes_it_again(Type message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var path = Repository.PathOf(Messages.SampleOf(message));
        Assert.That(File.Exists(path), $"{Messages.SampleOf(message)} is not there: every message has a sample.");
        var json = await File.ReadAllTextAsync(path);
        var read = JsonSerializer.Deserialize(json, message, Messages.Strict);
        Assert.That(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(read, message, Messages.Strict), JsonNode.Parse(json)), "what was read is not what stands there");
    }

    [Test]
    public void No_sample_is_left_of_a_message_that_is_gone()
    {
        var kept = Directory.EnumerateFiles(Repository.PathOf("contracts", "samples"), "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'));
        Assert.That(kept.Order(StringComparer.Ordinal), Is.EqualTo(Messages.Whole.Select(Messages.SampleOf).Order(StringComparer.Ordinal)));
    }

    // The services' own tests hold their messages to their samples; this message is made by a block that all of them share.
    [Test]
    public void What_services_tell_audit_is_its_sample()
    {
        var recorded = new RecordedEvent
        {
            EventId = new Guid("018f0000-0000-7000-8000-000000000001"),
            StreamId = new Guid("018f0000-0000-7000-8000-000000000002"),
            Aggregate = "referral",
            Version = 1,
            Sequence = 42,
            Position = "0.771.42",
            Type = "referral_received.v1",
            RecordedAt = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
            Actor = "northside",
            ActorKind = "partner",
            Role = "partner",
            OnBehalfOf = "clerk-1",
            PurposeOfUse = "TREAT",
            CaseId = new Guid("018f0000-0000-7000-8000-000000000003"),
            CorrelationId = "01890000000070008000000000000201",
            CausationId = "018f0000-0000-7000-8000-000000000004",
            CommandId = new Guid("018f0000-0000-7000-8000-000000000005"),
            SchemaVersion = 1,
            Sensitivity = "limited",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Data = JsonElement.Parse("""{"trackingId":"RABCDEFGHIJKL","partnerId":"northside"}"""),
            Hash = new string('a', 64),
        };
        GoldenFile.Matches(Messages.SampleOf(typeof(EventsRecorded)), JsonSerializer.Serialize(new EventsRecorded { Service = "intake", Events = [recorded] }, Messages.Strict) + "\n");
    }
}
