using System.Text;
using FsCheck.Fluent;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class BillingProfessionalClaims
{
    private static readonly PostalAddress Address = new("1 CLINIC ROAD", "SUITE 2", "DURHAM", "NC", "277011234");

    private static ProfessionalClaim Claim { get; } = new()
    {
        ClaimId = "CASE-0001-1",
        Charge = 180.5m,
        PlaceOfService = "11",
        BillingProvider = new Party { EntityCode = "85", Name = "EXAMPLE CLINIC", IdQualifier = "XX", Id = "1999999984", Address = Address, References = [new Reference("EI", "123456789")], Taxonomy = "207RC0000X" },
        Subscriber = new Party { EntityCode = "IL", IsPerson = true, Name = "SAMPLE", FirstName = "PERSON", IdQualifier = "MI", Id = "W1", Address = Address, BirthDate = new DateOnly(1980, 2, 29), Gender = "F" },
        GroupNumber = "GRP",
        FilingIndicator = "CI",
        Payer = new Party { EntityCode = "PR", Name = "EXAMPLE PLAN", IdQualifier = "PI", Id = "PLAN1" },
        PriorAuthorization = "AUTH-1",
        Referral = "REF-1",
        Diagnoses = [new Diagnosis("ABK", "I2510"), new Diagnosis("ABF", "E119")],
        ReferringProvider = new Party { EntityCode = "DN", IsPerson = true, Name = "REFERRER", FirstName = "R", IdQualifier = "XX", Id = "1999999992" },
        RenderingProvider = new Party { EntityCode = "82", IsPerson = true, Name = "DOCTOR", FirstName = "D", IdQualifier = "XX", Id = "1999999976", Taxonomy = "207RC0000X" },
        Lines =
        [
            new ProfessionalServiceLine { Procedure = "93458", Modifiers = ["26", "59"], Charge = 150.5m, DiagnosisPointers = [1, 2], ServiceDate = new DateOnly(2026, 6, 1), ServiceDateEnd = new DateOnly(2026, 6, 2), LineControlNumber = "L1" },
            new ProfessionalServiceLine { Procedure = "99213", Charge = 30, Quantity = 1.5m, ServiceDate = new DateOnly(2026, 6, 1), PlaceOfService = "22" },
        ],
    };

    private static ProfessionalClaim Void => Claim with { Frequency = "8", PayerControlNumber = "PAYER-1" };

    [Test]
    public void A_claim_comes_back_as_it_was_written()
    {
        var dependent = Claim with
        {
            ClaimId = "CASE-0002-1",
            Patient = new Party { EntityCode = "QC", IsPerson = true, Name = "SAMPLE", FirstName = "CHILD", Address = Address, BirthDate = new DateOnly(2015, 1, 1), Gender = "M" },
            PatientRelationship = "19",
        };
        var findings = new X12Findings();
        var read = ProfessionalClaims.Read(Sample.Require(Write(Claim, dependent, Void)), findings).ToList();
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(read.Select(Shape), Is.EqualTo(new[] { Shape(Claim), Shape(dependent), Shape(Void) }));
    }

    [Test]
    public void The_segments_stand_in_the_order_of_the_guide()
    {
        var text = Encoding.ASCII.GetString(Sample.Require(Write(Void)));
        string[] expected =
        [
            "ST*837*0001*005010X222A1~", "BHT*0019*00*BATCH-1*20260620*0830*CH~", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1~", "PER*IC*BILLING*TE*9195550100~", "NM1*40*2*EXAMPLE PLAN*****46*PLAN1~",
            "HL*1**20*1~", "PRV*BI*PXC*207RC0000X~", "NM1*85*2*EXAMPLE CLINIC*****XX*1999999984~", "N3*1 CLINIC ROAD*SUITE 2~", "N4*DURHAM*NC*277011234~", "REF*EI*123456789~",
            "HL*2*1*22*0~", "SBR*P*18*GRP******CI~", "NM1*IL*1*SAMPLE*PERSON****MI*W1~", "N3*1 CLINIC ROAD*SUITE 2~", "N4*DURHAM*NC*277011234~", "DMG*D8*19800229*F~", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1~",
            "CLM*CASE-0001-1*180.5***11:B:8*Y*A*Y*Y~", "REF*9F*REF-1~", "REF*G1*AUTH-1~", "REF*F8*PAYER-1~", "HI*ABK:I2510*ABF:E119~", "NM1*DN*1*REFERRER*R****XX*1999999992~",
            "NM1*82*1*DOCTOR*D****XX*1999999976~", "PRV*PE*PXC*207RC0000X~", "LX*1~", "SV1*HC:93458:26:59*150.5*UN*1***1:2~", "DTP*472*RD8*20260601-20260602~", "REF*6R*L1~",
            "LX*2~", "SV1*HC:99213*30*UN*1.5*22**1~", "DTP*472*D8*20260601~", "SE*34*0001~",
        ];
        Assert.That(text.Split('\n')[2..^3], Is.EqualTo(expected));
    }

    [TestCase("1", null, null)]
    [TestCase("1", "P", X12RefusalCode.NotAllowed)]
    [TestCase("7", "P", null)]
    [TestCase("7", null, X12RefusalCode.Missing)]
    [TestCase("8", "P", null)]
    [TestCase("8", "", X12RefusalCode.Missing)]
    [TestCase("6", "P", X12RefusalCode.NotAllowed)]
    public void The_payers_number_goes_with_a_replacement_or_a_void_and_with_nothing_else(string frequency, string? number, X12RefusalCode? refused)
    {
        var claim = Claim with { Frequency = frequency, PayerControlNumber = number };
        Assert.That(Write(claim).Refusal?.Code, Is.EqualTo(refused));
        Assert.That(ProfessionalClaimRules.Check(claim)?.Code, Is.EqualTo(refused));
    }

    [Test]
    public void A_claim_that_breaks_a_rule_of_the_guide_is_refused_with_its_place()
    {
        (ProfessionalClaim Claim, string Segment, int Element)[] broken =
        [
            (Claim with { ClaimId = new string('1', 21) }, "CLM", 1),
            (Claim with { ClaimId = "" }, "CLM", 1),
            (Claim with { Charge = 180.51m }, "CLM", 2),
            (Claim with { Lines = [] }, "LX", 0),
            (Claim with { Diagnoses = [] }, "HI", 0),
            (Claim with { Diagnoses = [.. Enumerable.Range(0, 13).Select(i => new Diagnosis("ABF", $"A0{i}"))] }, "HI", 0),
            (Claim with { Lines = [Claim.Lines[0] with { DiagnosisPointers = [3] }, Claim.Lines[1]] }, "SV1", 7),
            (Claim with { Lines = [Claim.Lines[0] with { ServiceDate = null }, Claim.Lines[1]] }, "DTP", 3),
            (Claim with { BillingProvider = Claim.BillingProvider with { Id = null } }, "NM1", 9),
            (Claim with { BillingProvider = Claim.BillingProvider with { References = [] } }, "REF", 1),
            (Claim with { Subscriber = Claim.Subscriber with { Id = null } }, "NM1", 9),
            (Claim with { ReferringProvider = Claim.Subscriber with { Name = "A~B" } }, "NM1", 3),
        ];
        foreach (var (claim, segment, element) in broken)
        {
            var refusal = Write(claim).Refusal;
            Assert.That((refusal?.SegmentId, refusal?.Element), Is.EqualTo((segment, (int?)element)));
        }
    }

    [Test]
    public void Other_insurance_does_not_become_the_claims_own()
    {
        var text = Encoding.ASCII.GetString(Sample.Require(Write(Claim)))
            .Replace("LX*1~", "SBR*S*18*OTHER******CI~\nCAS*PR*1*5~\nNM1*IL*1*ELSE*SOMEONE****MI*X9~\nNM1*PR*2*OTHER PLAN*****PI*OTHER1~\nREF*F8*NOT-OURS~\nLX*1~", StringComparison.Ordinal);
        var claim = ProfessionalClaims.Read(Sample.Bytes(text), new X12Findings()).Single();
        Assert.That((claim.Payer.Id, claim.Subscriber.Id, claim.PayerControlNumber), Is.EqualTo(("PLAN1", "W1", (string?)null)));
        var other = claim.OtherInsurances.Single();
        Assert.That((other.Subscriber?.Id, other.Payer?.Id, other.Payer?.References.Single(), other.Adjustments.Single().Amount), Is.EqualTo(("X9", "OTHER1", new Reference("F8", "NOT-OURS"), 5m)));
    }

    [Test]
    public void Any_text_and_amounts_survive_any_delimiters()
    {
        var cases =
            from delimiters in Properties.Delimiters
            from name in Properties.Text
            from number in Properties.Text
            from cents in Gen.Choose(0, 99_999_999).NonEmptyListOf()
            where cents.Count <= 50
            select (delimiters, name, number, cents);
        Properties.Hold(cases, each =>
        {
            var claim = Claim with
            {
                ClaimId = each.number,
                Subscriber = Claim.Subscriber with { Name = each.name },
                Charge = Shortest(each.cents.Sum(c => c / 100m)),
                Lines = [.. each.cents.Select(c => Claim.Lines[1] with { Charge = Shortest(c / 100m) })],
            };
            var read = ProfessionalClaims.Read(Sample.Require(Write(claim, each.delimiters)), new X12Findings()).Single();
            Assert.That(Shape(read), Is.EqualTo(Shape(claim)));
        });
    }

    /// <summary>Without zeros at the end, which X12 does not carry.</summary>
    private static decimal Shortest(decimal amount) => amount / 1.0000000000000000000000000000m;

    private static X12Document Write(params ProfessionalClaim[] claims) => Write(claims, null);

    private static X12Document Write(ProfessionalClaim claim, X12Delimiters delimiters) => Write([claim], delimiters);

    private static X12Document Write(ProfessionalClaim[] claims, X12Delimiters? delimiters) => Sample.Document(
        ProfessionalClaims.FunctionalId,
        ProfessionalClaims.Version,
        writer => ProfessionalClaims.Write(writer, "0001", new ProfessionalClaimBatch
        {
            Reference = "BATCH-1",
            At = Sample.At,
            SubmitterName = "EXAMPLE CLINIC",
            SubmitterId = "SUB1",
            ContactName = "BILLING",
            ContactPhone = "9195550100",
            ReceiverName = "EXAMPLE PLAN",
            ReceiverId = "PLAN1",
            Claims = claims,
        }),
        delimiters);

    /// <summary>Every value of a claim as text, because lists compare by reference.</summary>
    private static string Shape(ProfessionalClaim claim) => System.Text.Json.JsonSerializer.Serialize(claim with { Set = 0, Unknown = [] });
}
