using System.Text;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class AcknowledgingWhatWasSent
{
    [Test]
    public void A_999_comes_back_as_it_was_written()
    {
        var sent = new Acknowledgement999
        {
            GroupFunctionalId = "HC",
            GroupControlNumber = "7",
            GroupVersion = "005010X222A1",
            Sets =
            [
                new SetAcknowledgement { SetId = "837", ControlNumber = "0001", Implementation = "005010X222A1", Outcome = AcknowledgementOutcome.Accepted },
                new SetAcknowledgement
                {
                    SetId = "837",
                    ControlNumber = "0002",
                    Implementation = "005010X222A1",
                    Outcome = AcknowledgementOutcome.Rejected,
                    ErrorCodes = ["5", "I5"],
                    Errors =
                    [
                        new SegmentError("CLM", 22, "2300", "8")
                        {
                            Context = [new RawSegment("CTX", ["CLM01:CASE"])],
                            Elements = [new ElementError(5, "3", null, "1325", "7", "9")],
                        },
                    ],
                },
            ],
            Outcome = AcknowledgementOutcome.PartiallyAccepted,
            SetsIncluded = 2,
            SetsReceived = 2,
            SetsAccepted = 1,
            ErrorCodes = ["1"],
        };
        var bytes = Sample.Require(Sample.Document(Acknowledgement999.FunctionalId, Acknowledgement999.Version, writer => sent.Write(writer, "0001")));
        var findings = new X12Findings();
        var read = Acknowledgement999.Read(bytes, findings).Single();
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(Shape(read), Is.EqualTo(Shape(sent)));
        Assert.That(Encoding.ASCII.GetString(bytes), Does.Contain("IK3*CLM*22*2300*8~\nCTX*CLM01:CASE~\nIK4*5:3*1325*7*9~\nIK5*R*5*I5~\nAK9*P*2*2*1*1~"));
    }

    [TestCase("A", AcknowledgementOutcome.Accepted)]
    [TestCase("E", AcknowledgementOutcome.AcceptedWithErrors)]
    [TestCase("P", AcknowledgementOutcome.PartiallyAccepted)]
    [TestCase("R", AcknowledgementOutcome.Rejected)]
    [TestCase("X", AcknowledgementOutcome.SecurityFailed)]
    public void The_outcome_of_the_group_is_AK901(string code, AcknowledgementOutcome outcome)
    {
        var read = Acknowledgement999.Read(Sample.Bytes($"ST*999*0001~AK1*HC*7~AK9*{code}*1*1*0~SE*4*0001~"), new X12Findings());
        Assert.That(read.Single().Outcome, Is.EqualTo(outcome));
    }

    [Test]
    public void An_outcome_that_is_not_in_the_list_is_never_taken_for_accepted()
    {
        var findings = new X12Findings();
        var read = Acknowledgement999.Read(Sample.Bytes("ST*999*0001~AK1*HC*7~AK2*837*1~IK5*Q~AK9**1*1*1~SE*6*0001~"), findings);
        Assert.That((read.Single().Outcome, read.Single().Sets.Single().Outcome), Is.EqualTo((AcknowledgementOutcome.Rejected, AcknowledgementOutcome.Rejected)));
        Assert.That(findings.Codes().Count(c => c == X12FindingCode.ElementInvalid), Is.EqualTo(2));
    }

    [Test]
    public void A_set_without_its_IK5_counts_as_rejected()
    {
        var findings = new X12Findings();
        var read = Acknowledgement999.Read(Sample.Bytes("ST*999*0001~AK1*HC*7~AK2*837*1~AK2*837*2~IK5*A~AK9*P*2*2*1~SE*7*0001~"), findings);
        Assert.That(read.Single().Sets.Select(s => (s.ControlNumber, s.Outcome)), Is.EqualTo(new[] { ("1", AcknowledgementOutcome.Rejected), ("2", AcknowledgementOutcome.Accepted) }));
        Assert.That(findings.Codes(), Does.Contain(X12FindingCode.ElementMissing));
    }

    [Test]
    public void A_TA1_comes_back_as_it_was_written()
    {
        var sent = new InterchangeAcknowledgement("000000007", "260620", "0830", AcknowledgementOutcome.Rejected, "025");
        var bytes = Sample.Require(X12Document.WriteUngrouped(Sample.Interchange, sent.Write));
        var findings = new X12Findings();
        Assert.That(InterchangeAcknowledgement.Read(bytes, findings), Is.EqualTo(new[] { sent }));
        Assert.That(findings.Kept, Is.Empty);
    }

    [Test]
    public void A_TA1_cannot_accept_in_part()
    {
        var sent = new InterchangeAcknowledgement("000000007", "260620", "0830", AcknowledgementOutcome.PartiallyAccepted, "000");
        Assert.That(X12Document.WriteUngrouped(Sample.Interchange, sent.Write).Refusal?.Code, Is.EqualTo(X12RefusalCode.NotAllowed));
    }

    [Test]
    public void A_277CA_comes_back_as_it_was_written()
    {
        var sent = Document(Status("A2", "20", "WQ"), Status("A7", "562", "U"));
        var bytes = Sample.Require(Write(sent));
        var findings = new X12Findings();
        var read = ClaimAcknowledgement277.Read(bytes, findings).Single();
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(Shape(read), Is.EqualTo(Shape(sent)));
    }

    [TestCase("A1", "WQ", false, false)]
    [TestCase("A2", "WQ", true, false)]
    [TestCase("A3", "U", false, true)]
    [TestCase("A7", "U", false, true)]
    [TestCase("A2", "U", false, true)]
    public void Only_A2_with_WQ_is_accepted_and_A1_is_merely_received(string category, string action, bool accepted, bool rejected)
    {
        var claim = new ClaimAcknowledgement { ClaimId = "C", Statuses = [Status(category, "19", action)] };
        Assert.That((claim.IsAccepted, claim.IsRejected), Is.EqualTo((accepted, rejected)));
    }

    [TestCase("F1", "WQ")]
    [TestCase("A2", "WA")]
    public void A_277CA_has_only_the_A_categories_and_two_actions(string category, string action) =>
        Assert.That(Write(Document(Status(category, "20", action))).Refusal?.Code, Is.EqualTo(X12RefusalCode.NotAllowed));

    private static ClaimStatus Status(string category, string status, string action) => new(category, status, "PR", new DateOnly(2026, 6, 20), action, 180.5m);

    private static X12Document Write(ClaimAcknowledgement277 document) =>
        Sample.Document(ClaimAcknowledgement277.FunctionalId, ClaimAcknowledgement277.Version, writer => document.Write(writer, "0001"));

    private static ClaimAcknowledgement277 Document(params ClaimStatus[] statuses) => new()
    {
        Reference = "REF1",
        At = Sample.At,
        Source = new Party { EntityCode = "PR", Name = "EXAMPLE PLAN", IdQualifier = "PI", Id = "PLAN1" },
        SourceTrace = "S1",
        Received = new DateOnly(2026, 6, 19),
        Processed = new DateOnly(2026, 6, 20),
        Receiver = new Party { EntityCode = "41", Name = "EXAMPLE CLINIC", IdQualifier = "46", Id = "SUB1" },
        BatchReference = "BATCH-1",
        BatchStatuses = [Status("A1", "19", "WQ")],
        BillingProvider = new Party { EntityCode = "85", Name = "EXAMPLE CLINIC", IdQualifier = "XX", Id = "1999999984" },
        Claims =
        [
            .. statuses.Select((s, i) => new ClaimAcknowledgement
            {
                ClaimId = $"CASE-{i}",
                Statuses = [s],
                PayerControlNumber = $"PAYER-{i}",
                ServiceDate = new DateOnly(2026, 6, 1),
                Patient = new Party { EntityCode = "QC", IsPerson = true, Name = "SAMPLE", FirstName = "PERSON", IdQualifier = "MI", Id = "W1" },
            }),
        ],
    };

    private static string Shape<T>(T record) => System.Text.Json.JsonSerializer.Serialize(record);
}
