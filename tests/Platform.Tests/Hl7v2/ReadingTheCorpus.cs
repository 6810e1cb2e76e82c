using System.Text.Json;
using Healthcare.Hl7v2;
using Corpus = Healthcare.Platform.Tests.X12.Corpus;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class ReadingTheCorpus
{
    // What its list of sources says is special about a file, and what must be found in it.
    private static readonly Dictionary<string, Hl7FindingCode[]> Special = new(StringComparer.Ordinal)
    {
        ["cosyte-batch-count-mismatch"] = [Hl7FindingCode.MessageCountWrong],
        ["cosyte-edge-cases-lf-line-endings"] = [Hl7FindingCode.LineEndNotCarriageReturn],
        ["cosyte-edge-cases-mixed-line-endings"] = [Hl7FindingCode.LineEndNotCarriageReturn],
        ["cosyte-edge-cases-escape-formatting"] = [Hl7FindingCode.EscapeNotDecoded],
        ["cosyte-epic-adt-a01"] = [Hl7FindingCode.DateUnreadable],
        ["cosyte-malformed-msh-too-short"] = [Hl7FindingCode.HeaderUnreadable],
        ["cosyte-malformed-no-msh-segment"] = [Hl7FindingCode.HeaderMissing],
        ["cosyte-vendor-quirks-duplicate-required-segment"] = [Hl7FindingCode.SegmentMissing],
        ["cosyte-vendor-quirks-mllp-framing-stripped"] = [Hl7FindingCode.FramingFound],
        ["cosyte-vendor-quirks-out-of-order-segment"] = [Hl7FindingCode.SegmentOutOfPlace],
        ["cosyte-vendor-quirks-unknown-charset"] = [Hl7FindingCode.CharsetUnknown],
        ["hapi-ref-i12-missing-segments"] = [Hl7FindingCode.FieldMissing],
        ["lfh-sample-win"] = [Hl7FindingCode.EncodingCharactersDoubled],
        ["msfhir-adt01-23"] = [Hl7FindingCode.ByteOrderMark],
        ["msfhir-lab-orm-1"] = [Hl7FindingCode.ByteOrderMark],
        ["nhapi-fuzz-adt-a44"] = [Hl7FindingCode.EncodingCharacterUnusual, Hl7FindingCode.LineEndInsideField],
        ["rethink-invalid-missing-msh"] = [Hl7FindingCode.HeaderMissing],
    };

    private static IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(Corpus.Require(), "hl7v2")).Order(StringComparer.Ordinal);

    [Test]
    public void Every_file_is_read_or_refused_with_a_reason()
    {
        SortedDictionary<string, int> read = new(StringComparer.Ordinal);
        SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
        var files = 0;
        foreach (var file in Files)
        {
            files++;
            var findings = new Hl7Findings();
            foreach (var part in Sample.Parts(File.ReadAllBytes(file), findings))
            {
                if (part is Hl7Message message) read[message.Name] = read.GetValueOrDefault(message.Name) + 1;
                if (part is RefusedPart reason) refused[$"{Path.GetFileName(file)}: {reason.Reason.Meaning}"] = refused.GetValueOrDefault(Path.GetFileName(file)) + 1;
            }
        }

        TestContext.Out.WriteLine($"{files} files");
        foreach (var (name, count) in read) TestContext.Out.WriteLine($"read {name}: {count}");
        foreach (var (name, count) in refused) TestContext.Out.WriteLine($"refused {name}: {count}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(files, Is.GreaterThanOrEqualTo(41));
            Assert.That(refused.Keys.Select(r => r.Split('.')[0]), Is.EquivalentTo(["cosyte-malformed-msh-too-short", "cosyte-malformed-no-msh-segment", "rethink-invalid-missing-msh"]));
            Assert.That(read["REF^I12"], Is.EqualTo(2));
            Assert.That(read.Values.Sum(), Is.EqualTo(files - 3 + 3), "two batches of two and a header sent twice make three more messages than files");
        }
    }

    [Test]
    public void The_parts_of_every_file_are_its_bytes_from_memory_and_from_a_stream()
    {
        foreach (var file in Files)
        {
            var bytes = File.ReadAllBytes(file);
            var parts = Sample.Parts(bytes, new Hl7Findings());
            Assert.That(parts.SelectMany(p => p.Bytes.ToArray()), Is.EqualTo(bytes), file);
            using var stream = new MemoryStream(bytes);
            using var reader = new Hl7Reader(stream, new Hl7Findings());
            List<byte[]> streamed = [];
            while (reader.Read()) streamed.Add(reader.Part.Bytes.ToArray());
            Assert.That(streamed, Is.EqualTo(parts.Select(p => p.Bytes.ToArray())), file);
        }
    }

    [Test]
    public void What_is_special_about_a_file_is_found()
    {
        foreach (var file in Files)
        {
            var codes = Hl7Inspection.Inspect(File.ReadAllBytes(file)).Findings.Select(f => f.Code).ToHashSet();
            var expected = Special.GetValueOrDefault(Path.GetFileNameWithoutExtension(file)) ?? [];
            Assert.That(codes, Is.SupersetOf(expected), $"{Path.GetFileName(file)} has {string.Join(' ', codes)}");
        }
    }

    [Test]
    public void Every_file_can_be_read_fully_and_summed_up_as_JSON()
    {
        foreach (var file in Files)
        {
            var bytes = File.ReadAllBytes(file);
            Assert.That(Hl7Inspection.ReadFully(bytes), Is.EqualTo(bytes.Length), file);
            var summary = JsonSerializer.SerializeToElement(Hl7Inspection.Inspect(bytes), Hl7Inspection.Json);
            Assert.That(summary.GetProperty("bytes").GetInt64(), Is.EqualTo(bytes.Length), file);
            TestContext.Out.WriteLine($"{Path.GetFileName(file)} {summary.GetProperty("messages_by_type")} errors {summary.GetProperty("errors")} of {summary.GetProperty("finding_count")}");
        }
    }

    [Test]
    public void Referrals_appointments_and_documents_have_what_a_case_needs()
    {
        var referral = ReferralMessage.Of(First("msfhir-ref-i12-01.hl7"));
        var short_ = ReferralMessage.Of(First("hapi-ref-i12-missing-segments.hl7"));
        var appointment = AppointmentMessage.Of(First("msfhir-siu-s12-01.hl7"));
        var noShow = AppointmentMessage.Of(First("msfhir-siu-s26-01.hl7"));
        var document = DocumentMessage.Of(First("msfhir-mdm-t02-01.hl7"));
        var account = AccountMessage.Of(First("msfhir-bar-p01-01.hl7"));
        var charges = ChargeMessage.Of(First("cosyte-meditech-dft-p03.hl7"));
        var order = OrderMessage.Of(First("efferent-sample-orm.hl7"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(referral?.Referral?.OriginatingId, Is.EqualTo(new Ei("226839", "EPIC")));
            Assert.That(referral?.ReferredToProvider?.Identifiers.Single().Id, Is.EqualTo("PLN5010"));
            Assert.That(referral?.Authorizations.Single().AuthorizationId?.Id, Is.EqualTo("HL71001111111111"));
            Assert.That(referral?.Procedures.Single().Authorizations.Single().AuthorizationId?.Id, Is.EqualTo("HL72001111111111"));
            Assert.That(referral?.Observations.Single().Results.Single().Segment.Text, Is.EqualTo("Positive"));
            Assert.That(short_?.ReferringProvider?.Names.Single().Family, Is.EqualTo("foo"));
            Assert.That(short_?.Notes, Has.Count.EqualTo(6));
            Assert.That(short_?.Notes[1].Type?.Text, Is.EqualTo("REASON_FOR_CONSULTATION"));
            Assert.That(appointment?.Start?.Instant, Is.EqualTo(new DateTimeOffset(2020, 10, 1, 11, 26, 0, new TimeSpan(2, 15, 0))));
            Assert.That(appointment?.Services.Single().Notes, Has.Count.EqualTo(2));
            Assert.That(noShow?.Action, Is.EqualTo(AppointmentAction.NoShow));
            Assert.That(document?.Document?.DocumentNumber?.Id, Is.EqualTo("1.2.840.317.5947431.51.20080131160038"));
            Assert.That(account?.Coverages.Single().Plan?.Code, Is.EqualTo("BAV"));
            Assert.That(charges?.Charges.Single().Transaction.Code?.Code, Is.EqualTo("XRCHEST"));
            Assert.That(order?.Orders.Single().Notes, Has.Count.EqualTo(2));
            Assert.That(order?.Orders.Single().Notes[1].Text, Does.Contain("\r\n"));
        }
    }

    private static Hl7Message First(string name) =>
        Hl7Message.Read(File.ReadAllBytes(Path.Combine(Corpus.Require(), "hl7v2", name)), new Hl7Findings()) ?? throw new InvalidOperationException(name);
}
