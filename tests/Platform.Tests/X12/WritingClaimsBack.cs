using System.Globalization;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

/// <summary>A claim that was read and is written again says every segment that it said: our own samples, and every 837 of the corpus.</summary>
public sealed class WritingClaimsBack
{
    private static readonly string[] Exceptions =
    [
        // Its segments stand outside any order that the guide knows, and levels without a claim belong to no claim.
        "imsweb-segments-out-of-order.edi",
        // It has a level of another kind between provider and subscriber.
        "cosyte-edge-cases.edi",
        // Elements stand in places of others, names among them, so that what is typed says something else.
        "x12types-tchp-encounter-2.edi",
        "silvenga-bad-header.edi",
    ];

    [TestCase("837P")]
    [TestCase("837I")]
    public void The_sample_comes_back_segment_by_segment(string kind)
    {
        var bytes = SetSample.Named(kind).Bytes();
        var (sent, came) = BothWays(TransactionSet.Read(bytes, new X12Findings()).Single(), Claims(bytes, kind == "837I"));
        Assert.That((string.Join('~', Except(sent, came)), string.Join('~', Except(came, sent))), Is.EqualTo(("", "")));
    }

    [Test]
    public void Every_claim_of_the_corpus_comes_back_with_every_segment()
    {
        Corpus.Require();
        List<string> different = [];
        var (sets, inOrder) = (0, 0);
        foreach (var (file, institutional) in Corpus.Files("837p").Select(f => (f, false)).Concat(Corpus.Files("837i").Select(f => (f, true))))
        {
            var bytes = File.ReadAllBytes(file);
            var claims = Claims(bytes, institutional);
            foreach (var set in TransactionSet.Read(bytes, new X12Findings()).Where(s => s.Segments is [var first, ..] && first.Delimiters.AreLegal))
            {
                var (sent, came) = BothWays(set, claims);
                if (sent.Count == 0) continue;
                sets++;
                if (came.SequenceEqual(sent)) inOrder++;
                var lost = Except(sent, came).Take(4).ToList();
                var made = Except(came, sent).Take(4).ToList();
                if ((lost.Count > 0 || made.Count > 0) && !Exceptions.Contains(Path.GetFileName(file))) different.Add($"{Path.GetFileName(file)}: lost {string.Join(" ", lost)}; made {string.Join(" ", made)}");
            }
        }

        TestContext.Out.WriteLine($"{sets} sets, {inOrder} in the order in which they came");
        Assert.That(different, Is.Empty);
        Assert.That(sets, Is.GreaterThan(50));
    }

    [Test]
    public void A_correction_of_a_claim_that_was_read_goes_out_as_a_correction()
    {
        var read = ProfessionalClaims.Read(SetSample.Named("837P").Bytes(), new X12Findings()).Single();
        var corrected = read with { Frequency = "7", PayerControlNumber = "ICN-1", Charge = 190m, Unknown = [.. read.Unknown, new RawSegment("CLM", ["CASE-1", "180.5", "", "", "11:B:1", "Y", "A", "Y", "Y", "P"])] };
        var again = ProfessionalClaims.Read(Sample.Require(Written(w => ProfessionalClaims.WriteClaims(w, [corrected]))), new X12Findings()).Single();
        Assert.That((again.Frequency, again.PayerControlNumber, again.Charge, again.Unknown.Single(u => u.Id == "CLM")[10]), Is.EqualTo(("7", "ICN-1", 190m, "P")));
    }

    [Test]
    public void Dental_claims_of_the_corpus_are_read_with_their_teeth_and_charges()
    {
        Corpus.Require();
        var claims = Corpus.Files("837d").SelectMany(f => DentalClaim.Read(File.ReadAllBytes(f), new X12Findings())).ToList();
        Assert.That(claims, Is.Not.Empty);
        Assert.That(claims.Select(c => c.Lines.Sum(l => l.Charge)), Is.EqualTo(claims.Select(c => c.Charge)));
        Assert.That(claims.SelectMany(c => c.Lines).Select(l => l.Procedure), Is.All.Matches<string>(p => p.StartsWith('D')));
    }

    [Test]
    public void Another_payers_decision_is_read_from_its_loop()
    {
        var sample = SetSample.Named("837P");
        var at = Array.IndexOf(sample.Segments, "OI***Y***Y");
        string[] decided = ["CAS*CO*45*20**253*.5", "AMT*D*150", "AMT*EAF*10", "OI***Y***Y", "MOA*.8*120*MA01**N1"];
        var claim = ProfessionalClaims.Read(sample.Bytes([.. sample.Segments[..at], .. decided, .. sample.Segments[(at + 1)..]]), new X12Findings()).Single();
        var other = claim.OtherInsurances.Single();
        Assert.Multiple(() =>
        {
            Assert.That((other.PayerResponsibility, other.Relationship, other.FilingIndicator, other.BenefitsAssigned, other.ReleaseOfInformation), Is.EqualTo(("S", "18", "CI", "Y", "Y")));
            Assert.That((other.Paid, other.Subscriber?.Id, other.Payer), Is.EqualTo(((decimal?)150m, "W2", (Party?)null)));
            Assert.That(other.Adjustments, Is.EqualTo(new[] { new ClaimAdjustment("CO", "45", 20m, null), new ClaimAdjustment("CO", "253", 0.5m, null) }));
            Assert.That((other.Outpatient?.ReimbursementRate, other.Outpatient?.HcpcsPayable, string.Join(',', other.Outpatient?.RemarkCodes ?? [])), Is.EqualTo(((decimal?)0.8m, (decimal?)120m, "MA01,N1")));
            Assert.That(other.Unknown, Is.Empty);
        });
    }

    [Test]
    public void Every_element_of_MIA_has_a_member()
    {
        var elements = string.Join('*', Enumerable.Range(1, 24).Select(i => i is 5 or >= 20 and <= 23 ? $"M{i}" : i.ToString(CultureInfo.InvariantCulture)));
        var sample = SetSample.Named("835");
        var file = sample.Bytes(sample.Segments.Select(s => s.StartsWith("MOA", StringComparison.Ordinal) ? $"MIA*{elements}" : s));
        var claim = RemittanceReader.Read(file, new X12Findings()).OfType<ClaimPayment>().First();
        Assert.That(claim.RemarkCodes, Is.EqualTo(new[] { "M5", "M20", "M21", "M22", "M23" }));
        Assert.That((claim.Unknown.Any(u => u.Id == "MIA"), claim.Inpatient?.CoveredDays, claim.Inpatient?.CapitalException), Is.EqualTo((false, (decimal?)1m, (decimal?)24m)));
    }

    /// <summary>Writes the claims of a set, in their order.</summary>
    private static Func<int, Action<X12Writer>> Claims(byte[] bytes, bool institutional)
    {
        if (institutional)
        {
            var read = InstitutionalClaim.Read(bytes, new X12Findings()).ToLookup(c => c.Set);
            return set => w => InstitutionalClaims.WriteClaims(w, [.. read[set]]);
        }

        var claims = ProfessionalClaims.Read(bytes, new X12Findings()).ToLookup(c => c.Set);
        return set => w => ProfessionalClaims.WriteClaims(w, [.. claims[set]]);
    }

    private static (IReadOnlyList<string> Sent, IReadOnlyList<string> Came) BothWays(TransactionSet set, Func<int, Action<X12Writer>> claims)
    {
        // Submitter and receiver are the batch's; levels that no claim stands under are nobody's.
        var sent = set.Segments.SkipWhile(s => s.Id != "HL").ToList();
        if (!sent.Exists(s => s.Id == "CLM")) return ([], []);
        var document = Written(claims(set.Number), set.Segments[0].Delimiters);
        // An identifier that is none is read and never written, nor is an element that is a composite where the guide has none.
        if (document.Refusal is { Code: X12RefusalCode.NotAllowed, SegmentId.Length: not (2 or 3) } or { Code: X12RefusalCode.ContainsDelimiter }) return ([], []);
        Assert.That(document.Refusal, Is.Null);
        var came = TransactionSet.Read(document.Bytes, new X12Findings()).Single().Segments.SkipWhile(s => s.Id != "HL");
        return ([.. sent.SelectMany(Texts)], [.. came.SelectMany(Texts)]);
    }

    private static X12Document Written(Action<X12Writer> claims, X12Delimiters? delimiters = null) => X12Document.Write(
        Sample.Interchange,
        new GroupEnvelope("HC", "A", "B", Sample.At, 1, ProfessionalClaims.Version),
        w =>
        {
            w.BeginSet("837", "0001");
            w.Write("BHT", "0019", "00", "B", "20260101", "1200", "CH");
            claims(w);
            w.EndSet();
        },
        delimiters);

    // The numbers that only frame others are the writer's; 100.00 is 100; one CAS of two reasons is two of one.
    private static IEnumerable<string> Texts(RawSegment segment)
    {
        if (segment.Id is "HL") return [$"HL*{segment[3]}"];
        if (segment.Id is "LX") return ["LX"];
        var elements = segment.Elements.Select((_, i) => string.Join('^', segment.Repetitions(i + 1).Select(r => string.Join(':', r.Split((char)segment.Delimiters.Component).Select(Plain)).TrimEnd(':')))).ToList();
        while (elements.Count > 0 && elements[^1].Length == 0) elements.RemoveAt(elements.Count - 1);
        if (segment.Id is "CAS" && elements.Count <= 19 && segment.Elements.Skip(1).Any(e => e.Length > 0))
            return elements.Skip(1).Chunk(3).Where(c => c.Any(e => e.Length > 0)).Select(c => $"CAS*{elements[0]}*{string.Join('*', c).TrimEnd('*')}");
        return [$"{segment.Id}*{string.Join('*', elements)}"];
    }

    private static string Plain(string text) =>
        text.Contains('.', StringComparison.Ordinal) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
            ? amount.ToString("0.####", CultureInfo.InvariantCulture)
            : text;

    private static IEnumerable<string> Except(IEnumerable<string> these, IEnumerable<string> those)
    {
        var left = those.GroupBy(s => s, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        foreach (var text in these)
        {
            if (left.TryGetValue(text, out var count) && count > 0) left[text] = count - 1;
            else yield return text;
        }
    }
}
