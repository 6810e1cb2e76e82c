using System.Text.Encodings.Web;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Intake.Referrals;
using Healthcare.Intake.Tests.Referrals;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Intake.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<string> Names => TypesOfReferrals().Names;

    [Test]
    public void The_names_are_these() => Assert.That(Names, Is.EqualTo(new[]
    {
        "cancel_refused.v1", "cancel_requested.v1", "close_out_review_due.v1", "completeness_passed.v1", "information_overdue.v1", "information_received.v1", "information_requested.v1",
        "interim_noted.v1", "partner_reactivated.v1", "partner_registered.v1", "partner_suspended.v1", "patient_match_confirmed.v1", "patient_matched.v1", "referral_accepted.v1",
        "referral_authorization_answered.v1", "referral_cancelled.v1", "referral_coverage_answered.v1", "referral_declined.v1", "referral_duplicate_received.v1", "referral_expired.v1",
        "referral_loop_closed.v1", "referral_merged.v1", "referral_ready.v1", "referral_received.v1", "referral_reopened.v1", "referral_split.v1", "referral_visit_attended.v1",
        "referral_visit_cancelled.v1", "referral_visit_missed.v1", "referral_visit_scheduled.v1", "referral_withdrawn.v1", "report_returned.v1", "triage_needed.v1", "urgency_assigned.v1",
    }));

    [TestCaseSource(nameof(Names))]
    public async Task Each_is_stored_as_its_sample_and_read_back_whole(string name)
    {
        var (types, codec) = Store();
        var sample = Every.Single(e => types.NameOf(e.GetType()) == name);
        if (Environment.GetEnvironmentVariable(GoldenFile.UpdateSwitch) == "1" && !File.Exists(FileOf(name)))
        {
            var stored = await codec.EncodeAsync(Envelope(), sample, CancellationToken.None);
            File.WriteAllText(FileOf(name), JsonSerializer.Serialize(JsonElement.Parse(stored.Data), Indented) + "\n");
        }

        var json = JsonElement.Parse(await File.ReadAllTextAsync(FileOf(name)));
        var read = json.Deserialize(types.TypeOf(name) ?? typeof(object), EventCodec.ReadOptions);
        Assert.That(JsonSerializer.SerializeToElement(read, EventCodec.ReadOptions), Is.EqualTo(json).Using<JsonElement>(JsonElement.DeepEquals), "what is read says all that is stored, and nothing else");
        Assert.That(StoredSamples.InTheOpen(json), Is.EqualTo(StoredSamples.InTheOpen(JsonElement.Parse((await codec.EncodeAsync(Envelope(), sample, CancellationToken.None)).Data))), "what is stored now has the same shape");
    }

    [TestCaseSource(nameof(Earlier))]
    public async Task What_was_stored_before_members_were_added_still_says_all_that_it_said(string name)
    {
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "Earlier", $"{name}.json")));
        var read = JsonSerializer.SerializeToElement(json.Deserialize(Store().Types.TypeOf(name) ?? typeof(object), EventCodec.ReadOptions), EventCodec.ReadOptions);
        foreach (var member in json.EnumerateObject())
            Assert.That(read.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(value, member.Value), member.Name);
    }

    [Test]
    public void No_sample_is_left_of_an_event_that_is_gone() => Assert.That(
        Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), Is.EqualTo(Names));

    [Test]
    public async Task Nothing_of_the_person_is_stored_in_the_open()
    {
        var (_, codec) = Store();
        foreach (var sample in Every)
        {
            var stored = StoredSamples.InTheOpen(JsonElement.Parse((await codec.EncodeAsync(Envelope(), sample, CancellationToken.None)).Data));
            foreach (var secret in new[] { "Alder", "Sam", "1950-01-01", "M-1", "Main Street", "Reyes", "urn:northside:referral", "Consultation note", "\"aaaa" })
                Assert.That(stored, Does.Not.Contain(secret), sample.GetType().Name);
        }
    }

    private static IEnumerable<string?> Earlier => Directory.EnumerateFiles(Path.Combine(Folder, "Earlier"), "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);

    private static IEnumerable<object> Every => [.. Samples.Events, .. PartnerSamples.Events];

    private static string Folder => Repository.PathOf("tests", "Intake.Tests", "StoredEvents");

    private static string FileOf(string name) => Path.Combine(Folder, $"{name}.json");

    private static EventTypes TypesOfReferrals() => Store().Types;

    private static (EventTypes Types, EventCodec Codec) Store()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("intake").AddAggregate(ReferralAggregate.Value).AddAggregate(Partners.PartnerAggregate.Value);
        var provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<EventTypes>(), provider.GetRequiredService<EventCodec>());
    }

    private static EventEnvelope Envelope() => new()
    {
        EventId = new Guid("018f0000-0000-7000-8000-0000000000ff"),
        StreamId = Samples.Referral,
        Aggregate = "referral",
        Version = 1,
        Type = "",
        Timestamp = Samples.Noon,
        Actor = Actor.Service("intake"),
    };
}
