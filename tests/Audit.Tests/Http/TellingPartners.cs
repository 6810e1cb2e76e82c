using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Audit.Webhooks;
using Healthcare.Contracts.Audit.V1;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Audit.Tests.Http;

/// <summary>A partner names its address and is told of each change of its cases, signed, once, in order, whatever dies on the way.</summary>
[CancelAfter(300_000)]
public sealed class TellingPartners
{
    private const string Scope = "system/Subscription.cruds";
    private static readonly string[] Path1 = ["received", "accepted", "scheduled", "no-show", "scheduled"];
    private AuditHost audit;

    [OneTimeSetUp]
    public async Task StartAsync() => audit = await AuditHost.StartAsync(
        CancellationToken.None,
        ("Webhooks:AllowLoopback", "true"),
        ("Webhooks:TellAfter", "3"),
        ("Transmissions:FirstWait", "00:00:00.100"),
        ("Transmissions:LongestWait", "00:00:00.400"),
        ("Partners:Default:webhook:BreakerCalls", "10000"),
        ("Partners:Default:webhook:Timeout", "00:00:02"),
        ("EventStore:LeaseLife", "00:00:02"));

    [OneTimeTearDown]
    public async Task StopAsync() => await audit.DisposeAsync();

    [Test]
    public async Task Each_change_is_told_once_in_order_and_signed(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        var secret = await RegisterAsync("one", receiver.Url, cancel);
        var caseId = await TellAsync("RTOLDAAAAAAAA", "one", cancel);
        await UntilAsync(receiver, 5, cancel);
        var told = receiver.Notices.ToList();
        Assert.Multiple(() =>
        {
            Assert.That(told.Select(n => n.Stage), Is.EqualTo(Path1));
            Assert.That(told.Select(n => n.Sequence), Is.EqualTo(new[] { 1L, 2, 3, 4, 5 }));
            Assert.That(told.Select(n => n.Id), Is.Unique);
            Assert.That(told.All(n => n.IsSignedBy(secret) && !n.HasToken), Is.True, "signed, and without our token");
            Assert.That(told[0].IsSignedBy(secret, [.. told[0].Body, (byte)' ']), Is.False, "one byte more");
            Assert.That(told[0].Json.EnumerateObject().Select(p => p.Name), Is.SubsetOf(new[] { "id", "type", "trackingId", "stage", "since", "waitingFor", "dueBy", "sequence" }));
            Assert.That(told[0].Json.GetProperty("id").GetString(), Is.EqualTo(told[0].Id));
            Assert.That(told[0].Json.GetProperty("type").GetString(), Is.EqualTo("case.stage-changed"));
        });
        Assert.That(await audit.QueryAsync($"select 1 from mt_events where data::text like '%{secret}%'", cancel), Is.Empty, "the secret is sealed");
        await Eventually.TrueAsync(async () => (await TypesOfAsync(caseId, cancel)).Count(t => t == "notice_queued.v1") == 5, cancel);
    }

    [Test]
    public async Task What_a_service_tells_twice_is_told_once(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        await RegisterAsync("two", receiver.Url, cancel);
        var caseId = Guid.CreateVersion7();
        var received = audit.Event(caseId, caseId, 1, "referral_received.v1", """{"trackingId":"RTWICETOLDAAA","partnerId":"two"}""");
        var accepted = audit.Event(caseId, caseId, 2, "referral_accepted.v1", "{}");
        await audit.TellAsync("intake", 1, [received], cancel);
        await audit.TellAsync("intake", 2, [received, accepted], cancel, inLog: false);
        await UntilAsync(receiver, 2, cancel);
        Assert.That(receiver.Notices.Select(n => (n.Stage, n.Sequence)), Is.EqualTo(new[] { ("received", 1L), ("accepted", 2L) }));
    }

    [Test]
    public async Task Nobody_is_told_of_another_partners_cases_and_without_an_address_nobody_is(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        await RegisterAsync("three", receiver.Url, cancel);
        await TellAsync("RFOREIGNAAAAA", "somebody-else", cancel);
        await TellAsync("ROWNAAAAAAAAA", "three", cancel);
        await UntilAsync(receiver, 5, cancel);
        Assert.That(receiver.Notices.Select(n => n.TrackingId), Is.All.EqualTo("ROWNAAAAAAAAA"));
    }

    [Test]
    public async Task A_receiver_that_is_away_is_missed_once_a_person_is_told_and_others_do_not_wait(CancellationToken cancel)
    {
        await using var away = await Receiver.StartAsync(cancel);
        await using var there = await Receiver.StartAsync(cancel);
        away.Answer = _ => 503;
        await RegisterAsync("four", away.Url, cancel);
        await RegisterAsync("five", there.Url, cancel);
        for (var i = 0; i < 3; i++) await TellAsync($"RAWAYAAAAAAA{i}", "four", cancel);
        await UntilAsync(away, 8, cancel);
        await TellAsync("RTHEREAAAAAAA", "five", cancel);
        await UntilAsync(there, 5, cancel);
        var item = await WorkAsync("receiver-away", cancel);
        Assert.That(item.GetProperty("role").GetString(), Is.EqualTo("integration-on-call"));
        Assert.That(away.Notices.Where(n => n.TrackingId == "RAWAYAAAAAAA0").Select(n => n.Id).Distinct().Count(), Is.EqualTo(1), "later ones of the case wait behind the first");
        away.Answer = _ => 200;
        await Eventually.TrueAsync(async () => (await DeliveriesAsync("four", cancel)).All(d => d.GetProperty("state").GetString() == "acknowledged"), cancel);
        Assert.That(Stages(away, "RAWAYAAAAAAA0"), Is.EqualTo(Path1));
        await Eventually.TrueAsync(async () => (await audit.QueryAsync("select 1 from mt_events where type = 'work_item_resolved.v1' and data::text like '%receiver-answers%'", cancel)).Count == 1, cancel);
        Assert.That((await OwnAsync("webhook_receiver_lost.v1", "four", cancel), await OwnAsync("webhook_receiver_answered.v1", "four", cancel)), Is.EqualTo((1, 1)), "one down, one up");
        Assert.That(audit.Process.Log.Count(l => l.Contains("receiver of four does not take", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test, NonParallelizable]
    public async Task A_sender_that_is_killed_between_an_attempt_and_its_answer_sends_the_same_again(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        var secret = await RegisterAsync("six", receiver.Url, cancel);
        var hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Open = hang.Task;
        await TellAsync("RKILLEDAAAAAA", "six", cancel);
        await UntilAsync(receiver, 1, cancel);
        await audit.KillAsync();
        receiver.Open = Task.CompletedTask;
        hang.SetResult();
        await audit.StartAgainAsync(cancel);
        await Eventually.TrueAsync(() => Task.FromResult(Stages(receiver, "RKILLEDAAAAAA").Count == 5), TimeSpan.FromSeconds(60), cancel);
        var byId = receiver.Notices.GroupBy(n => n.Id).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Stages(receiver, "RKILLEDAAAAAA"), Is.EqualTo(Path1));
            Assert.That(byId[0].Count(), Is.GreaterThanOrEqualTo(2), "nobody knew whether it had arrived");
            Assert.That(byId[0].Select(n => Convert.ToHexString(n.Body)).Distinct().Count(), Is.EqualTo(1), "the same id is the same bytes");
            Assert.That(receiver.Notices.All(n => n.IsSignedBy(secret)), Is.True);
        });
    }

    [Test]
    public async Task While_a_secret_overlaps_both_can_check(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        var before = await RegisterAsync("seven", receiver.Url, cancel);
        var rotated = await PostAsync("/partner/v1/webhook/secret-rotation", "seven", cancel);
        Assert.That(rotated.Status, Is.EqualTo(200), rotated.Body);
        var after = rotated.Json.GetProperty("secret").GetString() ?? "";
        await TellAsync("RROTATEDAAAAA", "seven", cancel);
        await UntilAsync(receiver, 1, cancel);
        Assert.That(receiver.Notices.TryPeek(out var first) && first.IsSignedBy(before) && first.IsSignedBy(after), Is.True);
        Assert.That((await SendAsync(HttpMethod.Get, "/partner/v1/webhook", "seven", cancel)).Json.TryGetProperty("secret", out _), Is.False, "shown once");
    }

    [Test]
    public async Task A_receiver_that_is_gone_is_not_called_again_until_it_names_an_address(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        receiver.Answer = _ => 410;
        await RegisterAsync("eight", receiver.Url, cancel);
        await TellAsync("RGONEAAAAAAAA", "eight", cancel);
        await Eventually.TrueAsync(async () => (await SendAsync(HttpMethod.Get, "/partner/v1/webhook", "eight", cancel)).Json.GetProperty("state").GetString() == "disabled", cancel);
        await Eventually.TrueAsync(async () => (await DeliveriesAsync("eight", cancel)) is { Count: > 0 } all && all.All(d => d.GetProperty("state").GetString() == "rejected"), cancel);
        var calls = receiver.Notices.Count;
        Assert.That(calls, Is.EqualTo(1), "the others were not even tried");
        var refused = await PostAsync($"/partner/v1/webhook/deliveries/{(await DeliveriesAsync("eight", cancel))[0].GetProperty("id").GetString()}/redelivery", "eight", cancel);
        Assert.That((refused.Status, refused.Code), Is.EqualTo((409, "webhook-not-active")));
        receiver.Answer = _ => 200;
        Assert.That((await PutAsync("eight", receiver.Url, cancel)).Status, Is.EqualTo(200), "taken up again, with the secret that it has");
        await TellAsync("RBACKAAAAAAAA", "eight", cancel);
        await UntilAsync(receiver, calls + 5, cancel);
    }

    [Test]
    public async Task A_redirect_is_not_followed(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        (receiver.Answer, receiver.Location) = (_ => 307, "/elsewhere");
        await RegisterAsync("nine", receiver.Url, cancel);
        await TellAsync("RREDIRECTAAAA", "nine", cancel);
        await UntilAsync(receiver, 3, cancel);
        Assert.That(receiver.Notices.Select(n => n.Path), Is.All.EqualTo("/cases"));
        Assert.That((await DeliveriesAsync("nine", cancel))[^1].GetProperty("state").GetString(), Is.Not.EqualTo("acknowledged"));
        await SendAsync(HttpMethod.Delete, "/partner/v1/webhook", "nine", cancel);
        Assert.That((await SendAsync(HttpMethod.Get, "/partner/v1/webhook", "nine", cancel)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_partner_has_one_delivery_sent_again_without_the_others(CancellationToken cancel)
    {
        await using var receiver = await Receiver.StartAsync(cancel);
        await RegisterAsync("ten", receiver.Url, cancel);
        await TellAsync("RAGAINAAAAAAA", "ten", cancel);
        await UntilAsync(receiver, 5, cancel);
        await Eventually.TrueAsync(async () => (await DeliveriesAsync("ten", cancel)).Count(d => d.GetProperty("state").GetString() == "acknowledged") == 5, cancel);
        var all = await DeliveriesAsync("ten", cancel);
        Assert.That(all.Select(d => d.GetProperty("sequence").GetInt64()), Is.EqualTo(new[] { 5L, 4, 3, 2, 1 }), "the newest first");
        var third = all[2].GetProperty("id").GetString();
        var foreign = await PostAsync($"/partner/v1/webhook/deliveries/{third}/redelivery", "eleven", cancel);
        Assert.That(foreign.Status, Is.EqualTo(404), foreign.Body);
        var asked = await PostAsync($"/partner/v1/webhook/deliveries/{third}/redelivery", "ten", cancel);
        Assert.That(asked.Status, Is.EqualTo(204), asked.Body);
        await UntilAsync(receiver, 6, cancel);
        var again = receiver.Notices.ToList();
        Assert.That((again[5].Id, Convert.ToHexString(again[5].Body)), Is.EqualTo((again[2].Id, Convert.ToHexString(again[2].Body))));
        var page = await SendAsync(HttpMethod.Get, "/partner/v1/webhook/deliveries?limit=2", "ten", cancel);
        var next = await SendAsync(HttpMethod.Get, $"/partner/v1/webhook/deliveries?limit=2&cursor={page.Json.GetProperty("next").GetString()}", "ten", cancel);
        Assert.That(next.Json.GetProperty("items")[0].GetProperty("sequence").GetInt64(), Is.EqualTo(3));
    }

    [TestCase("http://10.0.0.1/")]
    [TestCase("https://169.254.169.254/")]
    [TestCase("not an address")]
    [TestCase("")]
    public async Task An_address_that_is_none_or_inside_is_refused(string url, CancellationToken cancel)
    {
        var refused = await PutAsync("twelve", url, cancel);
        Assert.That((refused.Status, refused.Code), Is.EqualTo((400, "request-invalid")));
    }

    [Test]
    public async Task Without_the_scope_there_is_no_address(CancellationToken cancel) =>
        Assert.That((await audit.GetAsync("/partner/v1/webhook", audit.Issuer.Partner("northside", "system/Task.rs"), cancel)).Status, Is.EqualTo(403));

    [Test, NonParallelizable]
    public async Task Audits_own_events_are_in_the_trail_and_it_is_whole(CancellationToken cancel)
    {
        JsonElement proof = default;
        await Eventually.TrueAsync(
            async () =>
            {
                proof = (await audit.GetAsync("/proof", audit.Compliance(), cancel)).Json;
                return proof.GetProperty("complete").GetBoolean();
            },
            TimeSpan.FromSeconds(60),
            cancel,
            () => proof.ToString());
        Assert.That(proof.GetProperty("chain").GetProperty("uneven").GetArrayLength(), Is.Zero);
    }

    /// <summary>A case of five stages, in three batches of two services.</summary>
    private async Task<Guid> TellAsync(string trackingId, string partner, CancellationToken cancel)
    {
        var told = await audit.TellCaseAsync(trackingId, partner, cancel);
        var journey = Guid.CreateVersion7();
        IReadOnlyList<RecordedEvent> Of(long version, string type) => [audit.Event(told.CaseId, journey, version, type, "{}", "appointment")];
        await audit.TellAsync("scheduling", 1, Of(1, "appointment_booked.v1"), cancel);
        await audit.TellAsync("scheduling", 2, Of(2, "visit_missed.v1"), cancel);
        await audit.TellAsync("scheduling", 3, Of(3, "appointment_booked.v1"), cancel);
        return told.CaseId;
    }

    private static IReadOnlyList<string?> Stages(Receiver receiver, string trackingId) => [.. receiver.Notices.Where(n => n.TrackingId == trackingId).DistinctBy(n => n.Id).Select(n => n.Stage)];

    private static Task UntilAsync(Receiver receiver, int count, CancellationToken cancel) =>
        Eventually.TrueAsync(() => Task.FromResult(receiver.Notices.Count >= count), TimeSpan.FromSeconds(60), cancel, () => string.Join(", ", receiver.Notices.Select(n => $"{n.TrackingId} {n.Stage}")));

    private async Task<string> RegisterAsync(string partner, string url, CancellationToken cancel)
    {
        var registered = await PutAsync(partner, url, cancel);
        Assert.That(registered.Status, Is.EqualTo(201), registered.Body);
        return registered.Json.GetProperty("secret").GetString() ?? "";
    }

    private Task<ServiceAnswer> PutAsync(string partner, string url, CancellationToken cancel) => SendAsync(HttpMethod.Put, "/partner/v1/webhook", partner, cancel, JsonContent.Create(new { url }));

    private Task<ServiceAnswer> SendAsync(HttpMethod method, string path, string partner, CancellationToken cancel, HttpContent? content = null) =>
        audit.Process.SendAsync(method, path, audit.Issuer.Partner(partner, Scope), cancel, content);

    private Task<ServiceAnswer> PostAsync(string path, string partner, CancellationToken cancel) =>
        audit.Process.SendAsync(HttpMethod.Post, path, audit.Issuer.Partner(partner, Scope), cancel, headers: h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));

    private async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string partner, CancellationToken cancel)
    {
        var page = await SendAsync(HttpMethod.Get, "/partner/v1/webhook/deliveries?limit=200", partner, cancel);
        Assert.That(page.Status, Is.EqualTo(200), page.Body);
        return [.. page.Json.GetProperty("items").EnumerateArray()];
    }

    private async Task<JsonElement> WorkAsync(string reason, CancellationToken cancel)
    {
        JsonElement item = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var page = await audit.GetAsync("/work-items?role=integration-on-call", audit.Issuer.Staff("integration-on-call"), cancel);
                item = page.Json.GetProperty("items").EnumerateArray().FirstOrDefault(i => i.GetProperty("reasonCode").GetString() == reason);
                return item.ValueKind == JsonValueKind.Object;
            },
            cancel);
        return item;
    }

    private async Task<int> OwnAsync(string type, string partner, CancellationToken cancel) =>
        (await audit.QueryAsync($"select 1 from mt_events where type = '{type}' and stream_id = '{Webhook.IdOf(partner):D}'", cancel)).Count;

    private async Task<IReadOnlyList<string?>> TypesOfAsync(Guid caseId, CancellationToken cancel)
    {
        var timeline = await audit.GetAsync($"/cases/{caseId}/timeline", audit.Issuer.Staff("scheduler"), cancel);
        return [.. timeline.Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("type").GetString())];
    }
}
