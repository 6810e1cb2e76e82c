using System.Text;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class AskingForCoverage
{
    private static readonly Party Payer = new() { EntityCode = "PR", Name = "EXAMPLE PLAN", IdQualifier = "PI", Id = "PLAN1" };
    private static readonly Party Provider = new() { EntityCode = "1P", Name = "EXAMPLE CLINIC", IdQualifier = "XX", Id = "1999999984" };
    private static readonly Party Subscriber = new() { EntityCode = "IL", IsPerson = true, Name = "SAMPLE", FirstName = "PERSON", IdQualifier = "MI", Id = "W1", BirthDate = new DateOnly(1980, 2, 29), Gender = "F" };
    private static readonly Party Dependent = new() { EntityCode = "03", IsPerson = true, Name = "SAMPLE", FirstName = "CHILD", BirthDate = new DateOnly(2015, 1, 1), Gender = "M" };

    private static EligibilityRequest Request => new()
    {
        Reference = "R1",
        At = Sample.At,
        Payer = Payer,
        Provider = Provider,
        Subscriber = Subscriber,
        Trace = "TRACE1",
        TraceOriginator = "9123456789",
        ServiceDate = new DateOnly(2026, 7, 1),
        ServiceTypes = ["30", "98"],
    };

    [Test]
    public void An_inquiry_comes_back_as_it_was_written([Values] bool forDependent)
    {
        var sent = forDependent ? Request with { Dependent = Dependent } : Request;
        var bytes = Sample.Require(Sample.Document(EligibilityRequest.FunctionalId, EligibilityRequest.Version, writer => sent.Write(writer, "0001")));
        var findings = new X12Findings();
        Assert.That(Shape(EligibilityRequest.Read(bytes, findings).Single()), Is.EqualTo(Shape(sent)));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(Encoding.ASCII.GetString(bytes), Does.Contain("DTP*291*D8*20260701~\nEQ*30^98~\n"));
    }

    [Test]
    public void An_answer_comes_back_as_it_was_written([Values] bool forDependent)
    {
        var sent = new EligibilityResponse
        {
            Reference = "R1",
            At = Sample.At,
            Trace = "TRACE1",
            TraceOriginator = "9123456789",
            Payer = Payer,
            Provider = Provider,
            Subscriber = Subscriber,
            Dependent = forDependent ? Dependent : null,
            Dates = [new QualifiedDate("346", new DateOnly(2026, 1, 1), null)],
            Benefits =
            [
                new EligibilityBenefit { Code = "1", CoverageLevel = "IND", ServiceTypes = ["30", "98"], InsuranceType = "C1", Plan = "GOLD", Messages = ["REFERRAL NEEDED"], Dates = [new QualifiedDate("348", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31))] },
                new EligibilityBenefit { Code = "A", ServiceTypes = ["98"], Period = "27", Percent = 0.2m, InNetwork = "Y" },
                new EligibilityBenefit { Code = "B", ServiceTypes = ["98"], Amount = 25.5m, AuthorizationRequired = "N", Procedure = "HC:93458" },
                new EligibilityBenefit { Code = "R", ServiceTypes = ["30"], Entities = [new Party { EntityCode = "PRP", Name = "OTHER PLAN", IdQualifier = "PI", Id = "OTHER1", Address = new PostalAddress("1 ROAD", null, "DURHAM", "NC", "27701") }] },
            ],
        };
        var bytes = Sample.Require(Sample.Document("HB", EligibilityRequest.Version, writer => sent.Write(writer, "0001")));
        var findings = new X12Findings();
        var read = EligibilityResponse.Read(bytes, findings).Single();
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(Shape(read), Is.EqualTo(Shape(sent)));
        Assert.That((read.IsActive, read.IsInactive, read.HasOtherPayer), Is.EqualTo((true, false, true)));
    }

    [TestCase("20")]
    [TestCase("21")]
    [TestCase("22")]
    public void A_refusal_at_any_level_is_an_answer(string level)
    {
        var sent = new EligibilityResponse
        {
            Reference = "R1",
            At = Sample.At,
            Payer = Payer,
            Provider = level == "20" ? null : Provider,
            Subscriber = level == "22" ? Subscriber : null,
            Trace = level == "22" ? "TRACE1" : null,
            TraceOriginator = level == "22" ? "9123456789" : null,
            Rejections = [new EligibilityRejection(level, "42", "R")],
        };
        var bytes = Sample.Require(Sample.Document("HB", EligibilityRequest.Version, writer => sent.Write(writer, "0001")));
        Assert.That(Shape(EligibilityResponse.Read(bytes, new X12Findings()).Single()), Is.EqualTo(Shape(sent)));
    }

    [TestCase("R", true)]
    [TestCase("P", true)]
    [TestCase("C", false)]
    [TestCase("N", false)]
    [TestCase("W", false)]
    [TestCase("S", false)]
    public void AAA04_and_not_AAA03_decides_whether_to_ask_again(string followUp, bool retry) =>
        Assert.That(new EligibilityRejection("20", "42", followUp).MayRetry, Is.EqualTo(retry));

    [Test]
    public void Several_people_of_one_set_are_several_answers()
    {
        const string Set = "ST*271*0001*005010X279A1~BHT*0022*11*R1*20260620*0830~HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~HL*2*1*21*1~NM1*1P*2*CLINIC*****XX*1~" +
            "HL*3*2*22*0~TRN*2*T1*9~NM1*IL*1*A*****MI*M1~EB*1~HL*4*2*22*1~TRN*2*T2*9~NM1*IL*1*B*****MI*M2~HL*5*4*23*0~TRN*2*T3*9~NM1*03*1*C~AAA*N**75*C~SE*18*0001~";
        var read = EligibilityResponse.Read(Sample.Bytes(Set), new X12Findings());
        Assert.That(read.Select(r => (r.Subscriber?.Id, r.Dependent?.Name, r.Trace, r.IsActive, r.Rejections.Count)), Is.EqualTo(new (string?, string?, string?, bool, int)[]
        {
            ("M1", null, "T1", true, 0), ("M2", "C", "T3", false, 1),
        }));
    }

    [Test]
    public void A_refusal_of_the_subscriber_is_one_of_the_dependent_too()
    {
        const string Set = "ST*271*0001*005010X279A1~BHT*0022*11*R1*20260620*0830~HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~HL*2*1*21*1~NM1*1P*2*CLINIC*****XX*1~" +
            "HL*3*2*22*1~NM1*IL*1*A*****MI*M1~AAA*N**72*C~HL*4*3*23*0~TRN*2*T1*9~NM1*03*1*C~SE*13*0001~";
        var read = EligibilityResponse.Read(Sample.Bytes(Set), new X12Findings()).Single();
        Assert.That((read.Dependent?.Name, read.Rejections.Single()), Is.EqualTo(("C", new EligibilityRejection("22", "72", "C"))));
    }

    private static string Shape<T>(T record) => System.Text.Json.JsonSerializer.Serialize(record);
}
