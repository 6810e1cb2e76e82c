using System.Text;
using Healthcare.Billing.Claims;
using Healthcare.X12;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

/// <summary>What the first payer left goes to the next by itself, with what the first one decided (N9).</summary>
public sealed class BillingTheNextPayer
{
    private static readonly NoteOtherCoverage Noted = new(Other, "cob-1", Noon);
    private static readonly NoteNextDue Due = new(Other.PayerId, RemittanceId, Noon.AddDays(11));

    private static ClaimCommand[] Decided => [.. Submit(), Accept(), Adjudicate(Paid())];

    private static ClaimContent Next => NewClaim.GivenDone([.. Decided, Noted]).When(Due).FollowUps(ClaimId).Select(f => f.Command).OfType<SubmitClaim>().Single().Content;

    [Test]
    public void The_claim_is_built_once_coverage_and_decision_are_known_in_whatever_order_they_come()
    {
        var id = NextPayer.ClaimOf(ClaimId, Other.PayerId);
        Assert.Multiple(() =>
        {
            Assert.That(NewClaim.GivenDone([.. Decided, Noted]).When(Due).FollowUps(ClaimId).Single().StreamId, Is.EqualTo(id));
            Assert.That(NewClaim.GivenDone([.. Decided, Due]).When(Noted).FollowUps(ClaimId).Single().StreamId, Is.EqualTo(id));
            Assert.That(NewClaim.GivenDone(Decided).When(Due).FollowUps(ClaimId), Is.Empty, "no member number, no claim: the biller has the work");
            Assert.That(NewClaim.GivenDone([.. Submit(), Accept(), Noted]).When(Due).FollowUps(ClaimId), Is.Empty, "nothing was decided");
            Assert.That(NewClaim.GivenDone([.. Decided, Adjudicate(Paid() with { Status = "22" }), Noted]).When(Due).FollowUps(ClaimId), Is.Empty, "what was decided was taken back");
        });
        NewClaim.GivenDone([.. Decided, Noted, Due]).When(Due).ThenNothing();
    }

    [Test]
    public void It_is_the_same_claim_for_another_payer_with_the_first_ones_decision() => Assert.Multiple(() =>
    {
        Assert.That((Next.PayerId, Next.Clm01, Next.Total, Next.Frequency, Next.PriorAuthorization), Is.EqualTo((Other.PayerId, Content.Clm01, 250.00m, "1", (string?)null)));
        Assert.That((Next.Prior?.ClaimId, Next.Prior?.PayerId, Next.Prior?.PayerControlNumber, Next.Prior?.Paid, Next.Prior?.PatientResponsibility), Is.EqualTo(((Guid?)ClaimId, Payer, "ICN1", (decimal?)180.00m, (decimal?)20.00m)));
        Assert.That(Next.FileBy, Is.EqualTo(Day.AddDays(10 + 90)), "counted from the first payer's notice");
    });

    [Test]
    public void Coverage_is_noted_of_what_was_sent_at_the_first_payers_claim_and_names_another_payer()
    {
        NewClaim.GivenDone(Build()).When(Noted).ThenRefused(ClaimRefusals.NotSubmitted);
        NewClaim.GivenDone(Submit()).When(Noted with { Coverage = Other with { PayerId = Payer } }).ThenRefused(ClaimRefusals.CoverageMisplaced);
        NewClaim.GivenDone(Build(Next), Send()).When(Noted with { Coverage = Other with { PayerId = "third" } }).ThenRefused(ClaimRefusals.CoverageMisplaced);
    }

    [Test]
    public async Task The_file_says_at_claim_and_line_what_the_first_payer_paid_and_left()
    {
        await using var services = Files.New();
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("P", [(Next, People with { NextMemberNumber = "MZYX0002" })], Noon, CancellationToken.None);
        var bytes = await Files.BytesAsync(services, written.Submission?.OriginalId ?? throw new InvalidOperationException(written.Obstacle));
        var findings = new X12Findings();
        var claim = ProfessionalClaims.Read(bytes, findings).Single();
        var first = claim.OtherInsurances.Single();
        var text = Encoding.ASCII.GetString(bytes);
        Assert.Multiple(() =>
        {
            Assert.That((findings.Count, ProfessionalClaimRules.Check(claim)), Is.EqualTo((0L, (X12Refusal?)null)));
            Assert.That((claim.PayerResponsibility, claim.Subscriber.Id, claim.Payer.Id, claim.PriorAuthorization), Is.EqualTo(("S", "MZYX0002", "ATLANTIC-MUTUAL", (string?)null)));
            Assert.That((first.PayerResponsibility, first.Paid, first.Subscriber?.Id, first.Payer?.Id, first.Payer?.References.Single()), Is.EqualTo(("P", (decimal?)180m, "MZYX0001", "1234567893", new Reference("F8", "ICN1"))));
            Assert.That(text, Does.Contain("SBR*S*18*").And.Contain("~SBR*P*18*").And.Contain("~AMT*D*180~OI***Y***Y~NM1*IL*"));
            Assert.That(text, Does.Contain($"~SVD*1234567893*180*HC:99243**1~CAS*CO*45*50~CAS*PR*3*20~DTP*573*D8*{Day.AddDays(10):yyyyMMdd}~AMT*EAF*20~SE*"));
        });
    }

    [Test]
    public async Task What_was_decided_of_the_whole_claim_is_said_there_and_without_a_member_number_nothing_goes()
    {
        await using var services = Files.New();
        var files = services.GetRequiredService<ClaimFiles>();
        var prior = Next.Prior ?? throw new InvalidOperationException("Not of a next payer.");
        var whole = Next with { Prior = prior with { Adjustments = [new PriorAdjustment(null, "CO", "45", 50m), new PriorAdjustment(null, "PR", "1", 20m)] } };
        var claim = files.ClaimOf(whole, People with { NextMemberNumber = "MZYX0002" });
        Assert.Multiple(() =>
        {
            Assert.That(claim.OtherInsurances.Single().Adjustments, Is.EqualTo(new[] { new ClaimAdjustment("CO", "45", 50m, null), new ClaimAdjustment("PR", "1", 20m, null) }));
            Assert.That(claim.OtherInsurances.Single().Amounts, Is.EqualTo(new[] { new QualifiedAmount("D", 180m), new QualifiedAmount("EAF", 20m) }));
            Assert.That(claim.Lines.Single().Unknown.Select(s => s.Id), Is.EqualTo(new[] { "SVD", "DTP" }));
            Assert.That(files.Fault(whole, People), Is.EqualTo("x12-missing-NM109"));
        });
    }
}
