using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Healthcare.Testing.Services;

namespace Healthcare.Audit.Tests.Http;

/// <summary>What stands at each boundary, now and at any past moment, as data and as a picture.</summary>
[CancelAfter(300_000)]
public sealed class LookingAtTheMap
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Each_boundary_says_what_stands_there_how_old_it_is_and_what_came_through(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var (blocked, late, crossed, returned) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var crossings = new Crossings(caseId)
            .Offer(blocked, "B61", Noon, Noon.AddDays(9)).Tell(blocked, "handoff_blocked.v1", Noon.AddHours(1))
            .Offer(late, "B61", Noon.AddHours(2), Noon.AddHours(6)).Tell(late, "handoff_timed_out.v1", Noon.AddHours(6)).Tell(late, "handoff_escalated.v1", Noon.AddHours(7), """{"level":1,"cause":"timedOut"}""")
            .Offer(crossed, "B61", Noon, Noon.AddHours(4)).Tell(crossed, "handoff_accepted.v1", Noon.AddHours(1))
            .Offer(returned, "B61", Noon, Noon.AddHours(4))
            .Tell(returned, "handoff_returned.v1", Noon.AddHours(3), $$"""{"rework":{"startedAt":"{{Crossings.Iso(Noon.AddHours(3))}}","dueAt":"{{Crossings.Iso(Noon.AddHours(5))}}"} }""")
            .Tell(returned, "handoff_escalated.v1", Noon.AddHours(5), """{"level":1,"cause":"reworkOverdue"}""");
        await crossings.ArriveAsync(cancel);
        await TheService.TellAsync(
            "billing", 1, [TheService.Event(caseId, Guid.CreateVersion7(), 1, "claim_built.v1", """{"content":{"total":"250.00"} }""", "claim") with { RecordedAt = Noon.AddHours(4) }], cancel);
        await TheService.UntilAsync(caseId, crossings.Told.Count + 1, cancel);

        var atEight = await BoundaryAsync("B61", Noon.AddHours(8), cancel);
        var atTwo = await BoundaryAsync("B61", Noon.AddHours(2.5), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(Standing(atEight), Is.EqualTo((3, 1, 1, 1, 1, 2, 2)), "all, open, blocked, returned, timed out, late, escalated");
            Assert.That(Flow(atEight), Is.EqualTo((4, 1, 1, 1, 0, 2, 2)), "offered, crossed, returned, timed out, closed, breaches, escalations");
            Assert.That(atEight.GetProperty("ages").GetRawText(), Is.EqualTo("""{"p50Seconds":28800,"p90Seconds":28800,"oldestSeconds":28800}"""));
            Assert.That(atEight.GetProperty("flow").GetProperty("bounceRate").GetDecimal(), Is.EqualTo(0.5m));
            Assert.That(atEight.GetProperty("valueAtStake").GetDecimal(), Is.EqualTo(750m), "the case is worth 250.00 at each of three");
            Assert.That(atEight.GetProperty("pace").GetString(), Is.EqualTo("very-late"));
            Assert.That(Standing(atTwo), Is.EqualTo((3, 3, 1, 0, 0, 0, 0)), "what was to come is not in it");
            Assert.That(atTwo.TryGetProperty("valueAtStake", out _), Is.False, "no amount was known");
        });
    }

    [Test]
    public async Task A_past_moment_is_what_the_present_said_then(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var handoff = Guid.CreateVersion7();
        var now = TimeProvider.System.GetUtcNow();
        var first = new Crossings(caseId).Offer(handoff, "B62", now.AddMinutes(-90), now.AddMinutes(-30)).Tell(handoff, "handoff_blocked.v1", now.AddMinutes(-80));
        await first.ArriveAsync(cancel);
        var said = (await MapAsync("", cancel)).Json;
        var then = said.GetProperty("at").GetDateTimeOffset();
        var from = said.GetProperty("from").GetDateTimeOffset();

        // From here on everything is otherwise.
        var settled = TheService.Event(caseId, handoff, 3, "handoff_closed.v1", "{}", "handoff");
        await TheService.TellAsync("authorization", 2, [settled], cancel);
        await TheService.UntilAsync(caseId, 3, cancel);
        var later = (await MapAsync("", cancel)).Json;
        var again = (await MapAsync($"?at={Crossings.Iso(then)}&from={Crossings.Iso(from)}", cancel)).Json;
        Assert.Multiple(() =>
        {
            Assert.That(Of(said, "B62").GetProperty("standing").GetProperty("late").GetInt32(), Is.EqualTo(1));
            Assert.That(Of(later, "B62").GetProperty("standing").GetProperty("all").GetInt32(), Is.Zero);
            Assert.That(Of(again, "B62").GetRawText(), Is.EqualTo(Of(said, "B62").GetRawText()));
            Assert.That(again.GetProperty("waiting").GetInt64(), Is.EqualTo(said.GetProperty("waiting").GetInt64()), "of all boundaries");
        });
    }

    [Test]
    public async Task At_any_past_moment_what_was_offered_is_open_or_settled(CancellationToken cancel)
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var start = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
        var all = new List<(Guid Handoff, string Boundary, string Kind, DateTimeOffset At, bool Settles)>();
        foreach (var _ in Enumerable.Range(0, 4)) await TellSomeAsync(random, start, all, cancel);

        for (var i = 0; i < 12; i++)
        {
            var at = start.AddMinutes(random.Next(60 * 24 * 12));
            var map = (await MapAsync($"?at={Crossings.Iso(at)}&from={Crossings.Iso(start.AddDays(-1))}", cancel)).Json;
            foreach (var boundary in (string[])["B63", "B64"])
            {
                var until = all.Where(e => e.Boundary == boundary && e.At <= at).ToList();
                var (offered, settled) = (until.Count(e => e.Kind == "offered"), until.Count(e => e.Settles));
                if (offered == 0) continue;
                var shown = Of(map, boundary);
                var (flow, standing) = (shown.GetProperty("flow"), shown.GetProperty("standing"));
                var outcomes = Number(flow, "crossed") + Number(flow, "returned") + Number(flow, "timedOut") + Number(flow, "closed");
                Assert.Multiple(() =>
                {
                    Assert.That(Number(flow, "offered"), Is.EqualTo(Number(standing, "open") + outcomes), $"{boundary} at {at:O}");
                    Assert.That((Number(flow, "offered"), outcomes), Is.EqualTo(((long)offered, (long)settled)), $"{boundary} at {at:O}");
                    Assert.That(Number(standing, "all"), Is.EqualTo(until.GroupBy(e => e.Handoff).Count(h => h.Last().Kind is not ("accepted" or "closed"))), $"{boundary} at {at:O}");
                });
            }
        }
    }

    [Test]
    public async Task It_is_a_picture_for_who_asks_for_one(CancellationToken cancel)
    {
        var staff = TheService.Issuer.Staff("authorization-lead");
        var asked = await TheService.Host.Process.SendAsync(HttpMethod.Get, "/map", staff, cancel, headers: h => h.Accept.Add(new MediaTypeWithQualityHeaderValue("image/svg+xml")));
        var named = await TheService.GetAsync("/map.svg", staff, cancel);
        var browser = await TheService.Host.Process.SendAsync(HttpMethod.Get, "/map", staff, cancel, headers: h => h.Accept.ParseAdd("text/html, */*;q=0.8, image/svg+xml;q=0.1"));
        var picture = XDocument.Parse(named.Body).Root ?? throw new AssertionException("No picture.");
        Assert.Multiple(() =>
        {
            Assert.That((asked.Status, asked.MediaType, named.MediaType), Is.EqualTo((200, "image/svg+xml", "image/svg+xml")));
            Assert.That(browser.MediaType, Is.EqualTo("application/json"));
            Assert.That(picture.Attribute("role")?.Value, Is.EqualTo("img"));
            Assert.That(picture.Elements().Take(2).Select(e => e.Name.LocalName), Is.EqualTo(new[] { "title", "desc" }));
            Assert.That(named.Body, Does.Contain("Payer to authorization").And.Contain("nothing waits"));
        });
    }

    [Test]
    public async Task It_tells_how_far_behind_it_is_and_shows_no_case(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        await new Crossings(caseId).Offer(Guid.CreateVersion7(), "B65", Noon, Noon.AddDays(1)).ArriveAsync(cancel);
        var answer = await MapAsync("", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Json.GetProperty("lag").EnumerateArray().Select(l => l.GetProperty("service").GetString()), Is.EqualTo(AuditService.Audited));
            Assert.That(Of(answer.Json, "B65").GetProperty("standing").GetProperty("all").GetInt32(), Is.EqualTo(1));
            Assert.That(answer.Body, Does.Not.Contain(caseId.ToString()));
            Assert.That(answer.Json.GetProperty("boundaries").EnumerateArray().Select(b => b.GetProperty("boundary").GetString()).Take(28), Is.EqualTo(Enumerable.Range(1, 28).Select(i => $"B{i:00}")));
        });
    }

    [Test]
    public async Task What_lies_ahead_is_not_shown_nor_a_time_that_ends_before_it_begins(CancellationToken cancel)
    {
        var ahead = await MapAsync("?at=2999-01-01T00:00:00Z", cancel);
        var backwards = await MapAsync("?at=2026-03-01T00:00:00Z&from=2026-03-02T00:00:00Z", cancel);
        var partner = await TheService.GetAsync("/map", TheService.Issuer.Partner("northside"), cancel);
        Assert.That((ahead.Status, ahead.Code, backwards.Status, partner.Status), Is.EqualTo((400, "request-invalid", 400, 403)));
    }

    private static async Task TellSomeAsync(Random random, DateTimeOffset start, List<(Guid Handoff, string Boundary, string Kind, DateTimeOffset At, bool Settles)> all, CancellationToken cancel)
    {
        var crossings = new Crossings(Guid.CreateVersion7());
        for (var h = 0; h < 6; h++)
        {
            var (handoff, boundary, at, attempt, state) = (Guid.CreateVersion7(), random.Next(2) == 0 ? "B63" : "B64", start.AddMinutes(random.Next(60 * 24 * 5)), 0, "");
            for (var step = 0; step < random.Next(1, 12); step++)
            {
                at = at.AddMinutes(random.Next(60 * 24));
                string[] next = state switch
                {
                    "" => ["offered"],
                    "offered" => ["blocked", "nudged", "extended", "accepted", "returned", "timed_out"],
                    "blocked" => ["cleared", "blocked", "nudged", "returned", "timed_out"],
                    "returned" or "timed_out" => ["offered", "escalated", "closed"],
                    _ => ["offered"],
                };
                var kind = next[random.Next(next.Length)];
                var settles = state is "offered" or "blocked" && kind is "accepted" or "returned" or "timed_out";
                if (kind == "offered") crossings.Offer(handoff, boundary, at, at.AddHours(random.Next(1, 100)), ++attempt);
                else crossings.Tell(handoff, $"handoff_{kind}.v1", at, """{"level":1}""");
                all.Add((handoff, boundary, kind, at, settles));
                state = kind switch { "cleared" => "offered", "nudged" or "extended" or "escalated" => state, _ => kind };
            }
        }

        await crossings.ArriveAsync(cancel);
    }

    private static Task<ServiceAnswer> MapAsync(string query, CancellationToken cancel) => TheService.GetAsync($"/map{query}", TheService.Issuer.Staff("authorization-lead"), cancel);

    private static async Task<JsonElement> BoundaryAsync(string boundary, DateTimeOffset at, CancellationToken cancel)
    {
        var answer = await MapAsync($"?at={Crossings.Iso(at)}", cancel);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        return Of(answer.Json, boundary);
    }

    private static JsonElement Of(JsonElement map, string boundary) => map.GetProperty("boundaries").EnumerateArray().Single(b => b.GetProperty("boundary").GetString() == boundary);

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static (long, long, long, long, long, long, long) Standing(JsonElement b) => b.GetProperty("standing") is var s
        ? (Number(s, "all"), Number(s, "open"), Number(s, "blocked"), Number(s, "returned"), Number(s, "timedOut"), Number(s, "late"), Number(s, "escalated")) : default;

    private static (long, long, long, long, long, long, long) Flow(JsonElement b) => b.GetProperty("flow") is var f
        ? (Number(f, "offered"), Number(f, "crossed"), Number(f, "returned"), Number(f, "timedOut"), Number(f, "closed"), Number(f, "breaches"), Number(f, "escalations")) : default;
}
