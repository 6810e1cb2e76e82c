using Healthcare.Authorization.CoverageChecks;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Originals;
using Healthcare.X12;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.CoverageChecks;

public sealed class WritingInquiries
{
    [Test]
    public async Task The_270_asks_about_the_patient_for_the_wanted_day_under_its_trace()
    {
        var (inquiry, request) = await MadeAsync(Packet);
        Assert.Multiple(() =>
        {
            Assert.That(inquiry.Trace, Is.EqualTo(CoverageCheckId.ToString("N")));
            Assert.That((request.Trace, request.Reference, request.TraceOriginator), Is.EqualTo((inquiry.Trace, inquiry.Trace, "9000000000")));
            Assert.That((request.Payer.Id, request.Provider.Id), Is.EqualTo(("1234567893", "1588667646")));
            Assert.That((request.Subscriber.Name, request.Subscriber.FirstName, request.Subscriber.Id), Is.EqualTo(("ZYXCANARY", "TESSA", "MZYX0001")));
            Assert.That((request.Subscriber.BirthDate, request.Subscriber.Gender), Is.EqualTo(((DateOnly?)new DateOnly(1980, 5, 17), "F")));
            Assert.That(request.Dependent, Is.Null);
            Assert.That(request.ServiceDate, Is.EqualTo(new DateOnly(2026, 3, 9)));
            Assert.That(request.ServiceTypes, Is.EqualTo(new[] { "30", "3" }));
        });
    }

    [Test]
    public async Task A_child_is_asked_about_under_the_policy_holder()
    {
        var coverage = Packet.Coverage with { Relationship = "child", Subscriber = new PacketSubscriber { Given = ["Pat"], Family = "Holder", Gender = "male" } };
        var (_, request) = await MadeAsync(Packet with { Coverage = coverage });
        Assert.That((request.Subscriber.Name, request.Subscriber.Id, request.Dependent?.Name), Is.EqualTo(("HOLDER", "MZYX0001", "ZYXCANARY")));
    }

    [Test]
    public async Task A_delimiter_in_a_name_breaks_nothing()
    {
        var (_, request) = await MadeAsync(Packet with { Patient = Packet.Patient with { Family = "O*Neil~" } });
        Assert.That(request.Subscriber.Name, Is.EqualTo("O NEIL"));
    }

    [Test]
    public async Task The_same_question_is_the_same_bytes_and_the_next_attempt_has_a_trace_of_its_own()
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var inquiries = scope.ServiceProvider.GetRequiredService<EligibilityInquiries>();
        var first = await inquiries.MakeAsync(Question, Packet, 1, Noon, CancellationToken.None);
        Assert.That(await inquiries.MakeAsync(Question, Packet, 1, Noon, CancellationToken.None), Is.EqualTo(first));
        var second = await inquiries.MakeAsync(Question, Packet, 2, Noon, CancellationToken.None);
        Assert.That((second.Inquiry?.Attempt, second.Inquiry?.Trace), Is.EqualTo((2, $"{CoverageCheckId:N}-2")));
        Assert.That(second.Inquiry?.OriginalId, Is.Not.EqualTo(first.Inquiry?.OriginalId));
    }

    [Test]
    public async Task What_X12_cannot_carry_is_told_as_a_code()
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<EligibilityInquiries>()
            .MakeAsync(Question, Packet with { Coverage = Packet.Coverage with { PayerIdentifier = "AN IDENTIFIER FAR TOO LONG FOR ISA08" } }, 1, Noon, CancellationToken.None);
        Assert.That(made.Inquiry, Is.Null);
        Assert.That(made.NotMade, Does.StartWith("x12-").And.Not.Contain("IDENTIFIER"));
    }

    private static async Task<(CoverageInquiry Inquiry, EligibilityRequest Request)> MadeAsync(ReferralPacket packet)
    {
        await using var provider = Store.New();
        await using var scope = provider.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<EligibilityInquiries>().MakeAsync(Question, packet, 1, Noon, CancellationToken.None);
        var inquiry = made.Inquiry ?? throw new AssertionException($"Not made: {made.NotMade}");
        await using var kept = await provider.GetRequiredService<OriginalStore>().OpenAsync(new OriginalId(inquiry.OriginalId), CancellationToken.None);
        var findings = new X12Findings();
        var bytes = kept is null ? [] : await kept.ReadAllAsync(CancellationToken.None);
        var request = EligibilityRequest.Read(bytes, findings).Single();
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(kept?.Original.Subject, Is.EqualTo(PatientId), "erasing the patient erases it");
        return (inquiry, request);
    }
}
