using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.X12;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

/// <summary>Every shape of what goes to payers: valid by the guide's own rules, and read back as a payer reads it.</summary>
public sealed class WritingRequests
{
    private static readonly Dossier File = new(Asked, SealedPacket) { FirstPayloadId = BundleId, DocumentsSent = 1 };
    private static readonly IReadOnlyList<DocumentFacts> Note = [new DocumentFacts { Loinc = "11488-4", ContentType = "text/plain", Content = "A note"u8.ToArray() }];
    private static readonly IReadOnlyList<DocumentFacts> More = [.. Note, new DocumentFacts { Loinc = "18748-4", ContentType = "text/plain", Content = "A report"u8.ToArray() }];

    private static readonly IReadOnlyList<PriorAuthorization.Item> Known =
    [
        new PriorAuthorization.Item(Asked.Items[0]) { Decision = Approved(1).Decision },
        new PriorAuthorization.Item(Asked.Items[1]) { IsPended = true, AdministrationReference = "PND1" },
    ];

    private static AuthorizationAsk Ask(ReferralPacket? packet = null, RequestFacts? facts = null) => new(AuthorizationId, File with { Request = facts ?? Asked, DocumentsSent = 1 }, packet ?? Packet, Note, Noon);

    private static AuthorizationAsk Changing(IServiceProvider provider, string purpose, params RequestedItem[] items) => Ask() with
    {
        Documents = More,
        Change = new ChangeAsk(1, purpose, items.Length == 0 ? Asked.Items : items, Known) { First = Pas(provider).Write(Ask()).Bytes },
    };

    private static PasTransport Pas(IServiceProvider provider) => provider.GetRequiredService<PasTransport>();

    private static readonly Dictionary<string, Func<IServiceProvider, WrittenRequest>> Shapes = new(StringComparer.Ordinal)
    {
        ["request"] = p => Pas(p).Write(Ask()),
        ["expedited request"] = p => Pas(p).Write(Ask(facts: Asked with { Level = ReviewLevel.Expedited })),
        ["request for a child"] = p => Pas(p).Write(Ask(Packet with { Coverage = Packet.Coverage with { Relationship = "child", Subscriber = new PacketSubscriber { Given = ["Pat"], Family = "Holder", Gender = "male" } } })),
        ["least request"] = p => Pas(p).Write(Ask(Packet with { Requester = Packet.Requester with { Family = null }, Diagnoses = [] }, Asked with { Diagnoses = [] }) with { Documents = [] }),
        ["information"] = p => Pas(p).Write(Changing(p, "information")),
        ["extension"] = p => Pas(p).Write(Changing(p, "extension", new RequestedItem(2, "CPT", "99243", 8))),
        ["other services"] = p => Pas(p).Write(Changing(p, "services", new RequestedItem(2, "CPT", "29881", 1), new RequestedItem(3, "CPT", "97110", 2))),
        ["cancellation"] = p => Pas(p).Write(Changing(p, "cancellation")),
        ["inquiry"] = p => Pas(p).WriteInquiry(Ask()),
    };

    private static IEnumerable<string> ShapeNames => Shapes.Keys;

    [TestCaseSource(nameof(ShapeNames))]
    public async Task The_guides_rules_find_no_fault_in(string shape)
    {
        await using var provider = Store.New();
        var written = Shapes[shape](provider);
        Assert.That(written.Problems, Is.Empty);
        Assert.That(FhirValidation.Check(written.Bytes).Issues.Where(i => i.IsError).Select(i => $"{i.Expression} {i.Clause}"), Is.Empty);
        Assert.That(FhirBundle.Parse(written.Bytes).Value?.UnresolvedReferences(), Is.Empty);
    }

    [Test]
    public async Task A_change_marks_what_is_new_other_and_withdrawn_under_the_same_trace_number()
    {
        await using var provider = Store.New();
        var read = PasRequest.Read(Pas(provider).Write(Changing(provider, "services", new RequestedItem(2, "CPT", "29881", 1), new RequestedItem(3, "CPT", "97110", 2))).Bytes).Value ?? throw new AssertionException("Not read.");
        Assert.Multiple(() =>
        {
            Assert.That(read.IsUpdate, Is.True);
            Assert.That(read.Request.TraceNumber.Value, Is.EqualTo(AuthorizationId.ToString("N")));
            Assert.That(read.Request.BundleIdentifier.Value, Is.EqualTo($"{AuthorizationId:N}-u1"));
            Assert.That(read.Request.Items.Select(i => (i.Sequence, i.CertificationType)), Is.EquivalentTo(new[] { (1, "3"), (2, "S"), (3, "I") }));
            Assert.That(read.Request.Items.Single(i => i.Sequence == 1).AuthorizationNumber, Is.EqualTo("AU1"));
            Assert.That(read.Request.Items.Single(i => i.Sequence == 2).AdministrationReferenceNumber, Is.EqualTo("PND1"));
            Assert.That(read.Request.Documents, Has.Count.EqualTo(2));
        });
        Assert.That(PasRequest.Read(Pas(provider).Write(Changing(provider, "cancellation")).Bytes).Value?.IsCancellation, Is.True);
    }

    [Test]
    public async Task What_breaks_the_guide_is_not_sent_but_told_by_its_clause()
    {
        await using var provider = Store.New();
        var written = Pas(provider).Write(Ask(Packet with { Requester = Packet.Requester with { OrganizationNpi = "1588667639" } }));
        Assert.That((written.Bytes.Length, written.Problems[0]), Is.EqualTo((0, "us-core-17")), "a wrong check digit");
    }

    [Test]
    public async Task The_same_request_as_a_278_reads_back()
    {
        await using var provider = Store.New();
        var review = Review(provider, Ask());
        var patientEvent = review.Events.Single();
        Assert.Multiple(() =>
        {
            Assert.That((review.Purpose, review.Reference), Is.EqualTo(("13", AuthorizationId.ToString("N"))));
            Assert.That((review.Organization?.Id, review.Requester?.Id, review.Subscriber?.Id), Is.EqualTo(("1234567893", "1588667646", "MZYX0001")));
            Assert.That(patientEvent.Traces.Single().Number, Is.EqualTo(AuthorizationId.ToString("N")));
            Assert.That((patientEvent.Scope?.Category, patientEvent.Scope?.CertificationType, patientEvent.Scope?.LevelOfService), Is.EqualTo(("HS", "I", "E")));
            Assert.That(patientEvent.Diagnoses.Select(d => (d.Qualifier, d.Code)), Is.EqualTo(new[] { ("ABK", "M545") }));
            Assert.That(patientEvent.Services.Select(s => (s.Traces.Single().Number, s.Service?.Procedure, s.Delivery?.Quantity)), Is.EqualTo(new[]
            {
                ($"{AuthorizationId:N}-1", null, (decimal?)1), ($"{AuthorizationId:N}-2", (string?)"99243", (decimal?)4),
            }));
        });
    }

    [TestCase("cancellation", "01", "3")]
    [TestCase("extension", "13", "4")]
    [TestCase("services", "13", "S")]
    public async Task A_change_of_a_278_names_the_payers_number(string purpose, string bht02, string um02)
    {
        await using var provider = Store.New();
        var ask = Ask() with { Change = new ChangeAsk(1, purpose, Asked.Items, Known) };
        var review = Review(provider, ask);
        Assert.That((review.Purpose, review.Events[0].Scope?.CertificationType), Is.EqualTo((bht02, um02)));
        Assert.That(review.Events[0].References, Is.EqualTo(new[] { new Healthcare.X12.Reference("BB", "AU1") }));
    }

    [Test]
    public async Task Cover_is_asked_about_in_FHIR_where_the_payer_takes_that()
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<EligibilityInquiries>().MakeAsync(Question with { PayerId = "atlantic-mutual" }, Packet, 1, Noon, CancellationToken.None);
        Assert.That(made.Inquiry?.Kind, Is.EqualTo("eligibility-fhir"));
        await using var kept = await provider.GetRequiredService<OriginalStore>().OpenAsync(new OriginalId(made.Inquiry?.OriginalId ?? Guid.Empty), CancellationToken.None);
        var bytes = kept is null ? [] : await kept.ReadAllAsync(CancellationToken.None);
        var read = EligibilityQuestion.Read(bytes);
        Assert.That(FhirValidation.Check(bytes).Issues.Where(i => i.IsError), Is.Empty);
        Assert.That((read.Value?.Trace.Value, read.Value?.ServiceDate, read.Value?.Coverage.MemberNumber), Is.EqualTo((made.Inquiry?.Trace, (DateOnly?)new DateOnly(2026, 3, 9), "MZYX0001")));
    }

    [Test]
    public async Task A_payer_that_takes_nothing_is_not_called()
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<EligibilityInquiries>().MakeAsync(Question with { PayerId = "nobody-knows" }, Packet, 1, Noon, CancellationToken.None);
        Assert.That((made.Inquiry, made.NotMade), Is.EqualTo(((CoverageInquiry?)null, "payer-not-automated")));
    }

    private static ServicesReview Review(IServiceProvider provider, AuthorizationAsk ask)
    {
        var written = provider.GetServices<IAuthorizationTransport>().Single(t => t.Name == "x12-278").Write(ask);
        Assert.That(written.Problems, Is.Empty);
        var findings = new X12Findings();
        var review = ServicesReview.Read(written.Bytes, findings).Single();
        Assert.That(findings.Kept, Is.Empty);
        return review;
    }
}
