using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Http;

/// <summary>Where a case is, and what happened to it: for staff all of it, for its partner what is its own, for another partner nothing.</summary>
[CancelAfter(300_000)]
public sealed class FollowingCases
{
    [Test]
    public async Task Staff_see_every_event_of_a_case_in_order_with_who_and_why(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RTIMELINEAAAA", "northside", cancel);
        var answer = await TheService.GetAsync($"/cases/{told.CaseId}/timeline", TheService.Issuer.Staff("intake-coordinator"), cancel);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        var events = answer.Json.GetProperty("events").EnumerateArray().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(events.Take(2).Select(e => e.GetProperty("type").GetString()), Is.EqualTo(new[] { "referral_received.v1", "referral_accepted.v1" }));
            Assert.That(events[0].GetProperty("actor").GetString(), Is.EqualTo("coordinator-7"));
            Assert.That(events[0].GetProperty("purpose").GetString(), Is.EqualTo("TREAT"));
            Assert.That(events.Take(2).Select(e => e.GetProperty("hash").GetString()), Is.EqualTo(told.Events.Select(e => e.Hash)));
            Assert.That(answer.Json.GetProperty("chain").GetString(), Does.Match("^[0-9a-f]{64}$"));
        });
    }

    [Test]
    public async Task The_status_says_where_a_case_is_who_owns_it_and_by_when_and_how_late_that_is_known(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RSTATUSAAAAAA", "northside", cancel);
        var item = Guid.CreateVersion7();
        await TheService.TellAsync(
            "intake",
            2,
            [TheService.Event(told.CaseId, item, 1, "work_item_opened.v1", """{"kind":"exception","role":"referral-coordinator","reasonCode":"missing-items","dueAt":"2026-03-04T12:00:00+00:00"}""", "work_item")],
            cancel);
        await TheService.UntilAsync(told.CaseId, 3, cancel);
        var status = (await TheService.GetAsync($"/cases/{told.CaseId}/status", TheService.Issuer.Staff("intake-coordinator"), cancel)).Json;
        Assert.Multiple(() =>
        {
            Assert.That(status.GetProperty("stage").GetString(), Is.EqualTo("accepted"));
            Assert.That(status.GetProperty("ownerRole").GetString(), Is.EqualTo("referral-coordinator"));
            Assert.That(status.GetProperty("dueBy").GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero)));
            Assert.That(status.GetProperty("waiting")[0].GetProperty("for").GetString(), Is.EqualTo("work-exception-missing-items"));
            Assert.That(status.GetProperty("blocks").EnumerateArray(), Is.Empty);
            Assert.That(status.GetProperty("lag").EnumerateArray().Select(l => l.GetProperty("service").GetString()), Is.EqualTo(AuditService.Audited));
        });
    }

    [Test]
    public async Task A_partner_follows_its_own_case_and_anothers_is_not_there(CancellationToken cancel)
    {
        await TheService.TellCaseAsync("RPARTNERAAAAA", "northside", cancel);
        var own = await TheService.GetAsync("/partner/v1/cases/RPARTNERAAAAA", TheService.Issuer.Partner("northside"), cancel);
        var foreign = await TheService.GetAsync("/partner/v1/cases/RPARTNERAAAAA", TheService.Issuer.Partner("southside"), cancel);
        var absent = await TheService.GetAsync("/partner/v1/cases/RNOBODYAAAAAA", TheService.Issuer.Partner("southside"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((own.Status, own.Json.GetProperty("stage").GetString()), Is.EqualTo((200, "accepted")), own.Body);
            Assert.That(own.Json.EnumerateObject().Select(p => p.Name), Is.SubsetOf(new[] { "trackingId", "stage", "since", "waitingFor", "dueBy", "history", "asOf", "lagMilliseconds" }), "no id of ours");
            Assert.That(own.Json.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("stage").GetString()), Is.EqualTo(new[] { "received", "accepted" }));
            Assert.That(own.Json.GetProperty("waitingFor")[0].GetString(), Is.EqualTo("coverage-check"), "a code for anybody's eyes");
            Assert.That((foreign.Status, foreign.Code), Is.EqualTo((absent.Status, absent.Code)), "whether it exists is not theirs to know");
            Assert.That(foreign.Status, Is.EqualTo(404));
        });
    }

    [Test]
    public async Task A_partner_sees_neither_timelines_nor_the_list_of_cases(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RFORBIDDENAAA", "northside", cancel);
        var partner = TheService.Issuer.Partner("northside");
        foreach (var path in new[] { "/cases", "/cases/summary", "/teams/scheduler/cases", $"/cases/{told.CaseId}/status", $"/cases/{told.CaseId}/boundaries", $"/cases/{told.CaseId}/timeline", "/events", "/proof", "/map", "/map.svg", "/map/definitions", "/map/definitions/B06" })
            Assert.That((await TheService.GetAsync(path, partner, cancel)).Status, Is.EqualTo(403), path);
    }

    [Test]
    public async Task A_case_is_found_by_what_its_partner_calls_it(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RFOUNDAAAAAAA", "northside", cancel);
        var page = (await TheService.GetAsync("/cases?trackingId=RFOUNDAAAAAAA", TheService.Issuer.Staff("scheduler"), cancel)).Json;
        Assert.That(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("caseId").GetGuid()), Is.EqualTo(new[] { told.CaseId }));
    }

    [Test]
    public async Task What_a_service_tells_twice_is_in_the_trail_once(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RTWICEAAAAAAA", "northside", cancel);
        await TheService.TellAsync("intake", 1, told.Events, cancel, inLog: false);
        var more = TheService.Event(told.CaseId, told.CaseId, 3, "packet_read.v1", "{}");
        // The same events once more with the count that a second relay would give them, and one that is new.
        await TheService.TellAsync("intake", 2, [.. told.Events, more], cancel, inLog: false);
        TheService.Logs.AddOrUpdate("intake", _ => [more], (_, log) => [.. log, more]);
        await TheService.UntilAsync(told.CaseId, 3, cancel);
        await Eventually.TrueAsync(
            async () => (await TypesAsync(told.CaseId, cancel)).SequenceEqual(["referral_received.v1", "referral_accepted.v1", "packet_read.v1"]),
            cancel);
    }

    private static async Task<IReadOnlyList<string?>> TypesAsync(Guid caseId, CancellationToken cancel)
    {
        var timeline = await TheService.GetAsync($"/cases/{caseId}/timeline", TheService.Issuer.Staff("scheduler"), cancel);
        return [.. timeline.Json.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("service").GetString() == "intake").Select(e => e.GetProperty("type").GetString())];
    }
}
