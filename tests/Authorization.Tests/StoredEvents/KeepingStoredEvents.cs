using System.Text.Encodings.Web;
using System.Text.Json;
using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Requirements;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly CoverageFindings Findings = new(["1", "C"], "Y", HasOtherPayer: true);
    private static readonly Sealed<string> Words = Sealed.For(PatientId, "Zyxcanary should try therapy first");

    private static readonly object[] Events =
    [
        new CoverageCheckRequested(Question, Noon),
        new CoverageInquiryMade(Inquiry(), Noon),
        new CoverageInquiryNotMade("x12-too-long-NM1", Noon),
        new CoverageConfirmed(Question, Findings, AnswerId, Noon),
        new CoverageFoundInactive(Findings with { Benefits = ["6"] }, AnswerId, Noon),
        new CoverageInquiryRefused(new CoverageRejection("20", "42", "R"), Inquiry(2), Noon.AddSeconds(90), AnswerId, Noon),
        new CoverageAnswerUnusable("not-the-271", 200, AnswerId, Noon),
        new CoverageAnswerOverdue(Noon, Noon),
        new AuthorizationRequested(Asked with { Documents = [new KeptDocument("D-1", BundleId, "11505-5", new string('c', 64))] }, SealedPacket, Noon),
        new PackageAssembled(Packed, Noon),
        new PackageReturned(["missing-subscriber"], "authorization-specialist", Noon),
        new AuthorizationSubmitted(Payer, "pas", Packed.TraceNo, "bundle-1", 1, Noon),
        new DisclosureRecorded(Payer, "HPAYMT", Packed.ManifestHash, ["D-1"], ["M54.5"], Noon),
        new SubmissionUnconfirmed(Noon),
        new SubmissionAcknowledged(Noon, Noon.AddDays(7), AnswerId, Noon),
        new SubmissionRejected(422, ["not-our-insurer"], AnswerId, Noon),
        new PayerAnswerUnusable("not-a-pas-response", AnswerId, Noon),
        new PayerErrorReported(["33"], AnswerId, Noon),
        new AuthorizationPended(1, "0U", "PND1", Noon, Noon.AddDays(7), AnswerId, Noon),
        new PayerContactRequested(1, AnswerId, Noon),
        new AuthorizationDecided(2, Approved(2).Decision with { System = "CPT", Code = "99243", ReasonCode = "0F" }, Words, AnswerId, Noon),
        new DenialReasonMissing(2, Noon),
        new DenialReasonGiven(2, "0F", Words, AnswerId, Noon),
        new PayerAnswerContradicted(2, "A3", AnswerId, Noon),
        new DecisionOverdue(Noon, Noon.AddDays(1), Noon),
        new DecisionDeemedDenied([1, 2], Noon),
        new AuthorizationConcluded("mixed", Noon),
        new CoverageDateNoted(new DateOnly(2026, 3, 9), Noon),
        new CoverageRequestedAnew(Question, "service-date", Noon),
        new CoverageAnswerReused(CoverageCheckId, Noon),
        new CoverageResultEntered("CALL-17", Clerk, Noon),
        new CoverageStale(Noon),
        new CoverageCheckClosed("withdrawn", Noon),
        new CoverageRequirementFound("needed", ["18748-4"], "catalogue", "maryland-capital/2026-07", new DateOnly(2026, 6, 1), [new ItemRequirement(1, "needed", ["18748-4"])], Noon),
        new RequirementDecided([1], [2], Words, Clerk, Noon),
        new AuthorizationNotNeeded(PatientId, Payer, "maryland-capital/2026-07", new DateOnly(2026, 6, 1), Noon),
        new DocumentSupplied(new KeptDocument("D-2", BundleId, "18748-4", new string('c', 64)), Clerk, Noon),
        new DocumentsWaived(["18748-4"], Words, Clerk, Noon),
        new DecisionAwaited(Noon.AddDays(7), Noon),
        new InformationSubmittedToPayer(["D-2"], Packed.TraceNo, Noon),
        new UpdateSubmitted(1, "extension", Asked.Items, Packed, Noon) { DueAt = Noon.AddDays(7) },
        new UpdateRefused(1, 422, ["not-ours"], AnswerId, Noon),
        new UpdateDenied(1, "0F", Words, AnswerId, Noon),
        new CancellationAsked("withdrawn", "patient-declined", Noon),
        new AuthorizationWithdrawn("withdrawn", "patient-declined", HadApproval: true, Noon),
        new AuthorizationSuperseded(AuthorizationId, "new-evidence", Noon),
        new ServicesChanged(1, Asked.Items, Noon),
        new ServiceDateSet(new DateOnly(2026, 3, 9), IsFirm: true, Noon),
        new ServiceDateUncovered(new DateOnly(2026, 3, 9), Noon),
        new ReviewExpedited("service-date-near", Noon),
        new ServiceDateNear(new DateOnly(2026, 3, 4), Noon),
        new CareProceededWithout("emergency", Noon.AddDays(2), Noon),
        new PayerInquired(1, BundleId, Clerk, Noon),
        new InquiryEnded(1, "answered", Noon),
        new AuthorizationExtended(new DateOnly(2026, 12, 31), Noon),
        new AuthorizationExhausted(Noon),
        new AuthorizationExpired(Noon, Noon),
        new AuthorizationVoided("given-in-error", Clerk, Noon),
        new DenialRouteChosen("appeal", Words, Clerk, Noon),
        new ContestWindowClosed(Noon, Noon),
        new UnitsGranted(AuthorizationId, PatientId, [new GrantedItem(1, "CPT", "99243", 4, new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31))], Noon),
        new UnitsAwaited(AnswerId, IsAttended: false, Noon),
        new UnitsReserved(AnswerId, [new UnitCount(1, 1)], Noon),
        new UnitsReleased(AnswerId, "missed", Noon),
        new UnitsConsumed(AnswerId, [new UnitCount(1, 1)], Noon),
        new UnitsShort(AnswerId, [new UnitCount(1, 1)], IsAttended: false, Noon),
        new UnitsExhausted(AuthorizationId, Noon),
        new UnitsClosed("expired", Noon),
        new AuthorizationReleased(PatientId, Payer, [new ReleasedItem(1, "A1", "X12-1365", "3", 1, "AU1", new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31))], Noon, Noon),
    ];

    private static Actor Clerk => new("clerk", ActorKind.Human, "authorization-specialist");

    private static IEnumerable<string> Names => Codec().Types.Names;

    [Test]
    public void Every_kind_has_its_sample_and_none_is_left_of_one_that_is_gone()
    {
        var types = Codec().Types;
        Assert.That(Events.Select(e => types.NameOf(e.GetType())).Order(StringComparer.Ordinal), Is.EqualTo(types.Names));
        if (Environment.GetEnvironmentVariable(GoldenFile.UpdateSwitch) == "1") return;
        Assert.That(Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), Is.EqualTo(types.Names));
    }

    [TestCaseSource(nameof(Names))]
    public async Task Each_sample_is_read_back_whole_and_is_what_is_stored_now(string name)
    {
        var codec = Codec();
        var file = Path.Combine(Folder, $"{name}.json");
        var stored = await codec.EncodeAsync(Envelope(), Events.Single(e => codec.Types.NameOf(e.GetType()) == name), CancellationToken.None);
        // Written once: what was stored is never edited.
        if (Environment.GetEnvironmentVariable(GoldenFile.UpdateSwitch) == "1" && !File.Exists(file))
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(JsonElement.Parse(stored.Data), Indented) + "\n");

        var json = JsonElement.Parse(await File.ReadAllTextAsync(file));
        var read = json.Deserialize(codec.Types.TypeOf(name) ?? typeof(object), EventCodec.ReadOptions);
        Assert.That(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(read, EventCodec.ReadOptions), json), Is.True, "what is read says all that is stored, and nothing else");
        Assert.That(StoredSamples.InTheOpen(JsonElement.Parse(stored.Data)), Is.EqualTo(StoredSamples.InTheOpen(json)), "what is stored now has the same shape");
    }

    [Test]
    public async Task Nothing_of_the_person_is_stored_in_the_open()
    {
        foreach (var happened in Events)
        {
            var stored = StoredSamples.InTheOpen(JsonElement.Parse((await Codec().EncodeAsync(Envelope(), happened, CancellationToken.None)).Data));
            foreach (var secret in new[] { "Zyxcanary", "Tessa", "MZYX0001", "1980-05-17", "Pier Road", "Healer" }) Assert.That(stored, Does.Not.Contain(secret), happened.GetType().Name);
        }
    }

    private static string Folder => Repository.PathOf("tests", "Authorization.Tests", "StoredEvents");

    private static EventCodec Codec()
    {
        var services = new ServiceCollection();
        services.AddInMemoryEventStore("authorization").AddAggregate(CoverageCheckAggregate.Value).AddAggregate(PriorAuthorizationAggregate.Value).AddAggregate(UnitsAggregate.Value);
        return services.BuildServiceProvider().GetRequiredService<EventCodec>();
    }

    private static EventEnvelope Envelope() => new()
    {
        EventId = new Guid("018f0000-0000-7000-8000-0000000000ff"),
        StreamId = AuthorizationId,
        Aggregate = "authorization",
        Version = 1,
        Type = "",
        Timestamp = Noon,
        Actor = Actor.Service("authorization"),
    };
}
