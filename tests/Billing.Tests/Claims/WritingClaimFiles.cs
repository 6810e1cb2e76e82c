using System.Text;
using Healthcare.Billing.Claims;
using Healthcare.Contracts.Intake.V1;
using Healthcare.X12;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

public sealed class WritingClaimFiles
{
    [Test]
    public async Task A_file_says_what_the_claim_says_and_breaks_no_rule()
    {
        await using var services = Files.New();
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("P", [(Content, People)], Noon, CancellationToken.None);
        var submission = written.Submission ?? throw new InvalidOperationException(written.Obstacle);
        var bytes = await Files.BytesAsync(services, submission.OriginalId);
        var findings = new X12Findings();
        var claim = ProfessionalClaims.Read(bytes, findings).Single();
        var text = Encoding.ASCII.GetString(bytes);
        Assert.Multiple(() =>
        {
            Assert.That(findings.Count, Is.Zero);
            Assert.That(ProfessionalClaimRules.Check(claim), Is.Null);
            Assert.That((claim.ClaimId, claim.Charge, claim.PlaceOfService, claim.Frequency, claim.PriorAuthorization, claim.PayerControlNumber), Is.EqualTo((Content.Clm01, 250.00m, "11", "1", "AU1", (string?)null)));
            Assert.That((claim.Payer.Id, claim.Subscriber.Id, claim.Subscriber.Name, claim.Patient), Is.EqualTo(("1234567893", "MZYX0001", "ZYXCANARY", (Party?)null)));
            Assert.That(claim.Diagnoses, Is.EqualTo(new[] { new Diagnosis("ABK", "Z0000") }));
            Assert.That((claim.RenderingProvider?.Id, claim.ReferringProvider?.Id), Is.EqualTo((Npi, "1245319599")));
            Assert.That((claim.Lines[0].Procedure, claim.Lines[0].Charge, claim.Lines[0].ServiceDate), Is.EqualTo(("99243", 250.00m, Day)));
            Assert.That(text, Does.Contain($"*{submission.Isa13}*0*P*:~").And.Contain($"GS*HC*HARBOR*CLEARHOUSE*20260309*1200*{submission.Gs06}*X*005010X222A1~")
                .And.Contain($"ST*837*{submission.St02}*005010X222A1~").And.Contain($"BHT*0019*00*{submission.BatchId}*").And.Contain("DMG*D8*19800517*F~"));
        });
    }

    [Test]
    public async Task Without_a_birth_date_there_is_no_DMG()
    {
        await using var services = Files.New();
        var people = People with { Patient = People.Patient with { BirthDate = null } };
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("P", [(Content, people)], Noon, CancellationToken.None);
        Assert.That(Encoding.ASCII.GetString(await Files.BytesAsync(services, written.Submission?.OriginalId ?? default)), Does.Not.Contain("DMG*"));
    }

    [Test]
    public async Task Another_policy_holder_is_the_subscriber_and_the_patient_a_level_below()
    {
        await using var services = Files.New();
        var people = People with
        {
            Coverage = People.Coverage with { Relationship = "child", SubscriberId = "S1", Subscriber = new PacketSubscriber { Given = ["Robin"], Family = "Holder", Gender = "female" } },
        };
        var claim = services.GetRequiredService<ClaimFiles>().ClaimOf(Content, people);
        Assert.That((claim.Subscriber.Name, claim.Subscriber.Id, claim.Patient?.Name, claim.PatientRelationship), Is.EqualTo(("HOLDER", "S1", "ZYXCANARY", "19")));
    }

    [Test]
    public async Task What_breaks_a_rule_is_told_by_the_rule()
    {
        await using var services = Files.New();
        var files = services.GetRequiredService<ClaimFiles>();
        Assert.That((files.Fault(Content, People with { Coverage = People.Coverage with { MemberNumber = "" } }), files.Fault(Content, People)), Is.EqualTo(("x12-missing-NM109", (string?)null)));
    }

    [Test]
    public async Task Claims_of_one_payer_go_in_one_interchange_one_group_one_set()
    {
        await using var services = Files.New();
        var other = Content with { Clm01 = "CAAAAAAAAAAAAAAAA", PatientId = CaseId };
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("P", [(Content, People), (other, People)], Noon, CancellationToken.None);
        var bytes = await Files.BytesAsync(services, written.Submission?.OriginalId ?? default);
        var text = Encoding.ASCII.GetString(bytes);
        Assert.That(ProfessionalClaims.Read(bytes, new X12Findings()).Select(c => c.ClaimId), Is.EqualTo(new[] { Content.Clm01, "CAAAAAAAAAAAAAAAA" }));
        Assert.That(("ISA*", "ST*837*", "HL*1**20*", text.Split("*20*1~").Length - 1), Is.EqualTo(("ISA*", "ST*837*", "HL*1**20*", 1)), "one billing provider above both");
        Assert.That(text.Split("ST*837*").Length - 1, Is.EqualTo(1));
    }

    [Test]
    public async Task A_replacement_names_the_payers_number_and_its_documents()
    {
        await using var services = Files.New();
        var replacement = Content with { Frequency = "7", OriginalPayerClaimNumber = "ICN1", Referral = "RABCDEFGHIJKL", Documents = [new SuppliedDocument("11504-8", "DocumentReference/1", "A1")] };
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("P", [(replacement, People)], Noon, CancellationToken.None);
        var text = Encoding.ASCII.GetString(await Files.BytesAsync(services, written.Submission?.OriginalId ?? default));
        Assert.That(text, Does.Contain("*11:B:7*").And.Contain("PWK*OZ*EL***AC*A1~REF*9F*RABCDEFGHIJKL~REF*G1*AU1~REF*F8*ICN1~"));
    }

    [Test]
    public async Task A_procedure_at_an_outpatient_hospital_goes_on_the_institutional_form()
    {
        await using var services = Files.New();
        var form = Forms.ClaimForms.Built.For("22", "surgery") ?? throw new InvalidOperationException("No form.");
        var content = Content with
        {
            Type = "I",
            PlaceOfService = "22",
            Referral = "RABCDEFGHIJKL",
            Frequency = "7",
            OriginalPayerClaimNumber = "ICN1",
            Bill = new InstitutionalBill(form.FacilityType, form.AdmissionType, form.AdmissionSource, form.PatientStatus, [new LineRevenue(1, form.RevenueOf("99243"))]),
        };
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("I", [(content, People)], Noon, CancellationToken.None);
        var bytes = await Files.BytesAsync(services, written.Submission?.OriginalId ?? default);
        var bill = InstitutionalClaim.Read(bytes, new X12Findings()).Single();
        Assert.Multiple(() =>
        {
            Assert.That(InstitutionalClaimRules.Check(bill), Is.Null);
            Assert.That((bill.FacilityType, bill.Frequency, bill.PriorAuthorization, bill.PayerControlNumber, bill.PatientStatus), Is.EqualTo(("13", "7", "AU1", "ICN1", "01")));
            Assert.That((bill.Lines[0].RevenueCode, bill.Lines[0].Procedure, bill.Lines[0].Charge, bill.Attending?.Id), Is.EqualTo(("0510", "99243", 250.00m, Npi)));
            Assert.That(Encoding.ASCII.GetString(bytes), Does.Contain("*X*005010X223A2~").And.Contain("REF*9F*RABCDEFGHIJKL~"));
            Assert.That(Forms.ClaimForms.Built.For("11", "surgery"), Is.Null);
        });
    }

    [Test]
    public async Task Delimiters_in_a_name_do_not_break_the_file()
    {
        await using var services = Files.New();
        var people = People with { Patient = People.Patient with { Family = "Zyx*can~ary", Given = ["Tes:sa"] } };
        var written = await services.GetRequiredService<ClaimFiles>().WriteAsync("P", [(Content, people)], Noon, CancellationToken.None);
        var claim = ProfessionalClaims.Read(await Files.BytesAsync(services, written.Submission?.OriginalId ?? default), new X12Findings()).Single();
        Assert.That((claim.Subscriber.Name, claim.Subscriber.FirstName), Is.EqualTo(("ZYX CAN ARY", "TES SA")));
    }
}
