using System.Net;
using System.Text;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Fhir;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.Sandbox;

/// <summary>What the service writes, before a payer that refuses what is wrong.</summary>
public sealed class SendingToMarylandCapital
{
    private const string Submit = "/payers/maryland-capital/Claim/$submit";
    private const string Inquire = "/payers/maryland-capital/Claim/$inquire";
    private PlayedPayer? started;

    private PlayedPayer Played => started ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartAsync() => started = await PlayedPayer.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (started is not null) await started.DisposeAsync();
    }

    [Test, CancelAfter(300_000)]
    public async Task Each_request_is_taken_pended_and_decided_later(CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        var answer = await SubmitAsync(Written(id), cancel);
        Assert.That(answer.Status, Is.EqualTo(PasStatus.Pended));
        var (mediaType, body) = await Played.NotifiedAsync(id.ToString("N"), cancel);
        var notification = PasNotification.Read(body).Value ?? throw new AssertionException("Not read.");
        Assert.That((mediaType, notification.Response?.Status), Is.EqualTo((PlayedPayer.Fhir, (PasStatus?)PasStatus.Approved)));
        Assert.That(PayerAnswers.AuthorizationOf(notification.Response?.TraceNumber), Is.EqualTo(id));
        Assert.That(FhirValidation.Check(notification.ResponseBundle?.ToUtf8() ?? default).Issues.Where(i => i.IsError), Is.Empty, "the service would take it");
    }

    [TestCase("approve", PasStatus.Approved)]
    [TestCase("modify", PasStatus.ApprovedWithChanges)]
    [TestCase("partial", PasStatus.ApprovedWithChanges)]
    [TestCase("deny", PasStatus.Denied)]
    [TestCase("deny-without-reason", PasStatus.Denied)]
    [TestCase("cancel", PasStatus.Cancelled)]
    [TestCase("mixed", PasStatus.Mixed)]
    [TestCase("documents", PasStatus.Pended)]
    [CancelAfter(300_000)]
    public async Task A_script_decides_by_the_members_number_and_its_answer_keeps_to_the_guide(string behaviour, PasStatus status, CancellationToken cancel)
    {
        await Played.ScriptAsync(new { match = new { member = $"SM-{behaviour}" }, step = "authorization", behaviour }, cancel);
        using var sent = await Played.PostAsync(Submit, Written(Guid.CreateVersion7(), $"SM-{behaviour}").Bytes, PlayedPayer.Fhir, cancel);
        var body = await sent.Content.ReadAsByteArrayAsync(cancel);
        Assert.That(PasResponse.Read(body).Value?.Status, Is.EqualTo(status));
        Assert.That(FhirValidation.Check(body).Issues.Where(i => i.IsError).Select(i => $"{i.Expression} {i.Clause}"), Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task Information_that_was_asked_for_and_sent_brings_the_decision(CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        await Played.ScriptAsync(new { match = new { trace = id.ToString("N") }, behaviour = "documents" }, cancel);
        var first = Written(id);
        Assert.That((await SubmitAsync(first, cancel)).Decisions[0].ReasonCode, Is.EqualTo("0U"));
        Assert.That((await SubmitAsync(Changed(id, first, "information"), cancel)).Decisions[0].ReasonCode, Is.Null, "it is not asked for twice");
        var (_, body) = await Played.NotifiedAsync(id.ToString("N"), cancel);
        Assert.That(PasNotification.Read(body).Value?.Response?.Status, Is.EqualTo(PasStatus.Approved));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_withdrawal_is_confirmed_and_an_extension_approved(CancellationToken cancel)
    {
        var (withdrawn, extended) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = Written(withdrawn);
        await SubmitAsync(first, cancel);
        Assert.That((await SubmitAsync(Changed(withdrawn, first, "cancellation"), cancel)).Status, Is.EqualTo(PasStatus.Cancelled));
        await Played.ScriptAsync(new { match = new { trace = extended.ToString("N") }, behaviour = "approve" }, cancel);
        var other = Written(extended);
        await SubmitAsync(other, cancel);
        Assert.That((await SubmitAsync(Changed(extended, other, "extension"), cancel)).Status, Is.EqualTo(PasStatus.Approved));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_denied_or_unknown_request_takes_no_update(CancellationToken cancel)
    {
        var (denied, unknown) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Played.ScriptAsync(new { match = new { trace = denied.ToString("N") }, behaviour = "deny" }, cancel);
        var first = Written(denied);
        await SubmitAsync(first, cancel);
        Assert.That(await RefusedAsync(Changed(denied, first, "services").Bytes, cancel), Does.Contain("update-after-denial"));
        Assert.That(await RefusedAsync(Changed(unknown, Written(unknown), "services").Bytes, cancel), Does.Contain("authorization-unknown"));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_breaks_the_guide_is_refused_and_so_is_what_a_script_says(CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetString(Written(Guid.CreateVersion7()).Bytes.Span).Replace("1588667646", "1588667639", StringComparison.Ordinal);
        Assert.That(await RefusedAsync(Encoding.UTF8.GetBytes(text), cancel), Does.Contain("error"), "a wrong check digit");
        await Played.ScriptAsync(new { match = new { member = "SM-REFUSE" }, step = "authorization", behaviour = "refuse", reason = "not-our-member" }, cancel);
        Assert.That(await RefusedAsync(Written(Guid.CreateVersion7(), "SM-REFUSE").Bytes, cancel), Does.Contain("not-our-member"));
    }

    [Test, CancelAfter(300_000)]
    public async Task The_inquiry_finds_the_request_by_its_trace_number(CancellationToken cancel)
    {
        await using var provider = Store.New();
        var id = Guid.CreateVersion7();
        await Played.ScriptAsync(new { match = new { trace = id.ToString("N") }, behaviour = "approve" }, cancel);
        await SubmitAsync(Written(id), cancel);
        var inquiry = provider.GetRequiredService<PasTransport>().WriteInquiry(Ask(id));
        using var answer = await Played.PostAsync(Inquire, inquiry.Bytes, PlayedPayer.Fhir, cancel);
        Assert.That(PasResponse.Read(await answer.Content.ReadAsByteArrayAsync(cancel)).Value?.Status, Is.EqualTo(PasStatus.Approved));
    }

    private static AuthorizationAsk Ask(Guid id, string member = "MZYX0001") => new(
        id,
        new Dossier(Asked, SealedPacket) { FirstPayloadId = BundleId, DocumentsSent = 1 },
        Packet with { Coverage = Packet.Coverage with { MemberNumber = member } },
        [new DocumentFacts { Loinc = "11488-4", ContentType = "text/plain", Content = "A note"u8.ToArray() }],
        Noon);

    private static WrittenRequest Written(Guid id, string member = "MZYX0001")
    {
        using var provider = Store.New();
        return provider.GetRequiredService<PasTransport>().Write(Ask(id, member));
    }

    private static WrittenRequest Changed(Guid id, WrittenRequest first, string purpose)
    {
        using var provider = Store.New();
        var known = Asked.Items.Select(i => new PriorAuthorization.Item(i) { IsPended = true, AdministrationReference = "PND1" }).ToList();
        return provider.GetRequiredService<PasTransport>().Write(Ask(id) with { At = Noon.AddHours(1), Change = new ChangeAsk(1, purpose, Asked.Items, known) { First = first.Bytes } });
    }

    private async Task<string> RefusedAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var answer = await Played.PostAsync(Submit, body, PlayedPayer.Fhir, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    private async Task<PasResponse> SubmitAsync(WrittenRequest written, CancellationToken cancel)
    {
        Assert.That(written.Problems, Is.Empty);
        using var answer = await Played.PostAsync(Submit, written.Bytes, PlayedPayer.Fhir, cancel);
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(body));
        return PasResponse.Read(body) is { IsAcceptable: true, Value: { } read } ? read : throw new AssertionException("The answer cannot be read.");
    }
}
