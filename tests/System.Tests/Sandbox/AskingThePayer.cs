using System.Net;
using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.X12;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Healthcare.SystemTests.Sandbox;

public sealed class AskingThePayer : AtTheSandbox
{
    private const string Eligibility = "/payers/maryland-capital/eligibility";
    private const string Submit = "/payers/maryland-capital/Claim/$submit";
    private const string Notifications = "/partner/v1/payer-notifications";

    [Test, CancelAfter(300_000)]
    public async Task A_member_is_covered_and_the_271_answers_the_inquirys_trace(CancellationToken cancel)
    {
        var response = await InquireAsync("TRACE1", Samples.Inquiry("TRACE1"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(response.IsActive, Is.True);
            Assert.That(response.Trace, Is.EqualTo("TRACE1"));
            Assert.That(response.Rejections, Is.Empty);
            Assert.That(response.Benefits.Single(b => b.ServiceTypes.Contains("3")).AuthorizationRequired, Is.EqualTo("Y"));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task A_member_who_is_not_found_is_refused_at_the_subscriber(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { trace = "TRACE2" }, behaviour = "not-found" }, cancel);
        var response = await InquireAsync("TRACE2", Samples.Inquiry("TRACE2"), cancel);
        Assert.That(response.Rejections, Is.EqualTo(new[] { new EligibilityRejection("22", "75", "C") }));
        Assert.That(response.IsActive, Is.False);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_payer_who_cannot_answer_now_may_be_asked_again(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { trace = "TRACE3" }, behaviour = "unavailable", times = 1 }, cancel);
        var first = await InquireAsync("TRACE3", Samples.Inquiry("TRACE3"), cancel);
        var second = await InquireAsync("TRACE3", Samples.Inquiry("TRACE3"), cancel);
        Assert.That(first.Rejections.Single().MayRetry, Is.True);
        Assert.That(second.IsActive, Is.True);
    }

    [Test, CancelAfter(300_000)]
    public async Task An_inquiry_for_another_payer_is_refused_at_the_source(CancellationToken cancel) =>
        Assert.That((await InquireAsync("TRACE4", Samples.Inquiry("TRACE4", payer: "9999999999"), cancel)).Rejections.Single().Level, Is.EqualTo("20"));

    [Test, CancelAfter(300_000)]
    public async Task An_inquiry_whose_envelope_does_not_count_is_refused(CancellationToken cancel)
    {
        var text = System.Text.Encoding.ASCII.GetString(Samples.Inquiry("TRACE5").Span).Replace("GE*1*17", "GE*2*17", StringComparison.Ordinal);
        using var answer = await Sandbox.PostAsync(Eligibility, System.Text.Encoding.ASCII.GetBytes(text), RunningSandbox.X12, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_request_is_pended_and_then_approved_by_notification_with_the_payers_token(CancellationToken cancel)
    {
        var answer = await SubmitAsync(Samples.Bundle("B-1"), cancel);
        Assert.That(answer.Status, Is.EqualTo(PasStatus.Pended));
        var arrived = (await Sandbox.Gateway.WaitAsync(Notifications, "T-B-1", 1, cancel))[0];
        var notification = Notification(arrived);
        var decision = notification.Response?.Decisions.Single();
        Assert.Multiple(() =>
        {
            Assert.That(notification.Response?.TraceNumber?.Value, Is.EqualTo("T-B-1"));
            Assert.That(notification.Response?.Status, Is.EqualTo(PasStatus.Approved));
            Assert.That(decision?.CertificationNumber, Is.Not.Empty);
            Assert.That(decision?.Units, Is.EqualTo(4));
            Assert.That(decision?.From?.First, Is.LessThanOrEqualTo(new DateOnly(2026, 3, 9)));
            Assert.That(arrived.MediaType, Is.EqualTo(RunningSandbox.Fhir));
            Assert.That(arrived.Key, Is.Not.Empty);
            Assert.That(new JsonWebToken(arrived.Token).GetPayloadValue<string>("partner"), Is.EqualTo("maryland-capital"));
            Assert.That(new JsonWebToken(arrived.Token).GetPayloadValue<string>("scope"), Is.EqualTo("system/ClaimResponse.c"));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task The_same_bundle_again_gets_the_same_answer_and_one_notification(CancellationToken cancel)
    {
        using var first = await Sandbox.PostAsync(Submit, Samples.Bundle("B-2"), RunningSandbox.Fhir, cancel);
        using var second = await Sandbox.PostAsync(Submit, Samples.Bundle("B-2"), RunningSandbox.Fhir, cancel);
        Assert.That(await second.Content.ReadAsByteArrayAsync(cancel), Is.EqualTo(await first.Content.ReadAsByteArrayAsync(cancel)));
        await SubmitAsync(Samples.Bundle("B-3"), cancel);
        await Sandbox.Gateway.WaitAsync(Notifications, "T-B-3", 1, cancel);
        Assert.That(await Sandbox.Gateway.WaitAsync(Notifications, "T-B-2", 1, cancel), Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(300_000)]
    public async Task The_same_identifier_with_another_content_is_a_conflict(CancellationToken cancel)
    {
        await SubmitAsync(Samples.Bundle("B-4"), cancel);
        using var answer = await Sandbox.PostAsync(Submit, Samples.Bundle("B-4", items: 2), RunningSandbox.Fhir, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_denial_carries_code_and_reason(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { bundle = "B-5" }, behaviour = "pend-deny", reason = "0F", text = "Try therapy first" }, cancel);
        Assert.That((await SubmitAsync(Samples.Bundle("B-5"), cancel)).Status, Is.EqualTo(PasStatus.Pended));
        var decision = Notification((await Sandbox.Gateway.WaitAsync(Notifications, "T-B-5", 1, cancel))[0]).Response?.Decisions.Single();
        Assert.Multiple(() =>
        {
            Assert.That(decision?.Action, Is.EqualTo(ReviewAction.NotCertified));
            Assert.That(decision?.ReasonCode, Is.EqualTo("0F"));
            Assert.That(decision?.ReasonText, Is.EqualTo("Try therapy first"));
            Assert.That(decision?.CertificationNumber, Is.Null);
        });
    }

    [TestCase("approve", PasStatus.Approved)]
    [TestCase("deny", PasStatus.Denied)]
    [TestCase("modify", PasStatus.ApprovedWithChanges)]
    [TestCase("partial", PasStatus.ApprovedWithChanges)]
    [TestCase("mixed", PasStatus.Mixed)]
    [TestCase("contact", PasStatus.ContactPayer)]
    [TestCase("documents", PasStatus.Pended)]
    [TestCase("error", PasStatus.Error)]
    [CancelAfter(300_000)]
    public async Task A_script_decides_at_once(string behaviour, PasStatus status, CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { trace = $"T-C-{behaviour}" }, behaviour }, cancel);
        Assert.That((await SubmitAsync(Samples.Bundle($"C-{behaviour}", items: 2), cancel)).Status, Is.EqualTo(status));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_payer_that_fails_twice_answers_the_third_time(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { bundle = "B-6" }, behaviour = "500", times = 2 }, cancel);
        for (var i = 0; i < 2; i++)
        {
            using var failed = await Sandbox.PostAsync(Submit, Samples.Bundle("B-6"), RunningSandbox.Fhir, cancel);
            Assert.That(failed.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        }

        Assert.That((await SubmitAsync(Samples.Bundle("B-6"), cancel)).Status, Is.EqualTo(PasStatus.Pended));
    }

    [Test, CancelAfter(300_000)]
    public async Task An_answer_that_was_lost_is_found_by_sending_again(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { bundle = "B-7" }, behaviour = "lost" }, cancel);
        using var lost = await Sandbox.PostAsync(Submit, Samples.Bundle("B-7"), RunningSandbox.Fhir, cancel);
        Assert.That(lost.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        await Sandbox.Gateway.WaitAsync(Notifications, "T-B-7", 1, cancel);
        Assert.That((await SubmitAsync(Samples.Bundle("B-7"), cancel)).Status, Is.EqualTo(PasStatus.Pended));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_decision_comes_twice_under_two_keys_when_told(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { bundle = "B-8" }, behaviour = "twice" }, cancel);
        await SubmitAsync(Samples.Bundle("B-8"), cancel);
        var arrived = await Sandbox.Gateway.WaitAsync(Notifications, "T-B-8", 2, cancel);
        Assert.That(arrived[1].Body, Is.EqualTo(arrived[0].Body));
        Assert.That(arrived[1].Key, Is.Not.EqualTo(arrived[0].Key));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_is_pended_for_good_is_decided_when_told(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { bundle = "B-9" }, behaviour = "pend" }, cancel);
        await SubmitAsync(Samples.Bundle("B-9"), cancel);
        using var told = await Sandbox.PostAsync("/sandbox/decisions", """{"match":{"bundle":"B-9"},"behaviour":"deny"}"""u8.ToArray(), "application/json", cancel);
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"decided\":1"));
        var arrived = await Sandbox.Gateway.WaitAsync(Notifications, "T-B-9", 1, cancel);
        Assert.That(Notification(arrived[0]).Response?.Status, Is.EqualTo(PasStatus.Denied));
    }

    [Test, CancelAfter(300_000)]
    public async Task Garbage_is_no_fhir(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { bundle = "B-10" }, behaviour = "garbage" }, cancel);
        using var answer = await Sandbox.PostAsync(Submit, Samples.Bundle("B-10"), RunningSandbox.Fhir, cancel);
        Assert.That(PasResponse.Read(await answer.Content.ReadAsByteArrayAsync(cancel)).Fault, Is.Not.EqualTo(FhirFault.None));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("a reference that leads nowhere", b => Resource(b, 0)["patient"] = new JsonObject { ["reference"] = "Patient/nobody" });
        yield return Case("no profile", b => b.AsObject().Remove("meta"));
        yield return Case("no bundle identifier", b => b.AsObject().Remove("identifier"));
        yield return Case("a resource twice", b => b["entry"]?.AsArray().Add(b["entry"]?[1]?.DeepClone()));
        yield return Case("another payer", b => Resource(b, 2)["identifier"] = new JsonArray(new JsonObject { ["system"] = FhirSystems.Npi, ["value"] = "1999999984" }));
        yield return Case("no requestor NPI", b => Resource(b, 1).AsObject().Remove("identifier"));
        yield return Case("the claim not first", b =>
        {
            var entries = b["entry"]?.AsArray() ?? [];
            var claim = entries[0];
            entries.RemoveAt(0);
            entries.Add(claim);
        });
        yield return Case("a claim that is no preauthorization", b => Resource(b, 0)["use"] = "claim");

        static JsonNode Resource(JsonNode bundle, int at) => bundle["entry"]?[at]?["resource"] ?? throw new InvalidOperationException("The sample has that entry.");
        static TestCaseData Case(string name, Action<JsonNode> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Wrong)), CancelAfter(300_000)]
    public async Task A_request_that_breaks_the_profile_is_refused_with_an_outcome(Action<JsonNode> change, CancellationToken cancel)
    {
        using var answer = await Sandbox.PostAsync(Submit, Samples.Bundle("W-1", change), RunningSandbox.Fhir, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        Assert.That(OperationOutcome.Read(await answer.Content.ReadAsByteArrayAsync(cancel)).Value, Has.Some.Matches<FhirIssue>(i => i.IsError));
    }

    private static PasNotification Notification(Arrived arrived) =>
        PasNotification.Read(arrived.Body) is { IsAcceptable: true, Value: { } read } ? read : throw new AssertionException("The notification cannot be read.");

    private async Task<PasResponse> SubmitAsync(ReadOnlyMemory<byte> bundle, CancellationToken cancel)
    {
        using var answer = await Sandbox.PostAsync(Submit, bundle, RunningSandbox.Fhir, cancel);
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), System.Text.Encoding.UTF8.GetString(body));
        return PasResponse.Read(body) is { IsAcceptable: true, Value: { } read } ? read : throw new AssertionException("The answer cannot be read.");
    }

    private async Task<EligibilityResponse> InquireAsync(string trace, ReadOnlyMemory<byte> inquiry, CancellationToken cancel)
    {
        using var answer = await Sandbox.PostAsync(Eligibility, inquiry, RunningSandbox.X12, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), trace);
        var findings = new X12Findings();
        var read = EligibilityResponse.Read(await answer.Content.ReadAsByteArrayAsync(cancel), findings);
        Assert.That(findings.Errors, Is.Zero);
        return read.Single();
    }
}
