using System.Text.Json;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Audit.Tests.Http;

/// <summary>The lag in an answer is how far behind the trail is now: it grows while what a service recorded does not come, and while a service is not heard of.</summary>
[CancelAfter(300_000)]
public sealed class TellingHowFarBehind
{
    [Test]
    public async Task The_lag_grows_while_nothing_comes_and_ends_when_it_does(CancellationToken cancel)
    {
        await using var audit = await AuditHost.StartAsync(cancel, ("Lag:LookEvery", "00:00:00.100"));
        var told = await audit.TellCaseAsync("RLAGGINGAAAAA", "northside", cancel);
        await Eventually.TrueAsync(async () => await LagAsync(audit, cancel) is < 2_000, cancel);

        // Scheduling has recorded it; its relay, the broker or the consumer stands still.
        var booked = audit.Event(told.CaseId, Guid.CreateVersion7(), 1, "appointment_booked.v1", "{}", "appointment");
        audit.Record("scheduling", [booked]);
        await Eventually.TrueAsync(async () => await LagAsync(audit, cancel) is > 2_500, cancel);
        var status = (await audit.GetAsync($"/cases/{told.CaseId}/status", audit.Issuer.Staff("scheduler"), cancel)).Json;
        var services = status.GetProperty("lag").EnumerateArray().ToDictionary(l => l.GetProperty("service").GetString() ?? "", l => l, StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(status.GetProperty("stage").GetString(), Is.EqualTo("accepted"), "and the answer says that it may be old");
            Assert.That(services["scheduling"].GetProperty("awaited").GetInt32(), Is.EqualTo(1));
            Assert.That(services["intake"].GetProperty("secondsBehind").GetDouble(), Is.LessThan(2.5), "the others are not behind");
            Assert.That(status.GetProperty("asOf").GetDateTimeOffset(), Is.LessThan(booked.RecordedAt.AddSeconds(1)), "whole until shortly before it was recorded");
        });

        await audit.TellAsync("scheduling", 1, [booked], cancel, inLog: false);
        await Eventually.TrueAsync(async () => await LagAsync(audit, cancel) is < 2_000, cancel);
        Assert.That((await audit.GetAsync("/partner/v1/cases/RLAGGINGAAAAA", audit.Issuer.Partner("northside"), cancel)).Json.GetProperty("stage").GetString(), Is.EqualTo("scheduled"));
        await IsAnsweredAtOnceAsync(audit, told.CaseId, cancel);
    }

    [Test]
    public async Task A_service_that_was_never_heard_of_makes_the_lag_unknown(CancellationToken cancel)
    {
        await using var audit = await AuditHost.StartAsync(cancel, ("Services:billing", "http://127.0.0.1:1"), ("Lag:LookEvery", "00:00:00.100"));
        await audit.TellCaseAsync("RUNKNOWNAAAAA", "northside", cancel);
        var answer = (await audit.GetAsync("/partner/v1/cases/RUNKNOWNAAAAA", audit.Issuer.Partner("northside"), cancel)).Json;
        Assert.That((answer.TryGetProperty("asOf", out var asOf) && asOf.ValueKind != JsonValueKind.Null, answer.GetProperty("stage").GetString()), Is.EqualTo((false, "accepted")), "nobody claims what nobody knows");

        var asked = await QuestioningTheTrail.SendAsync(
            HttpMethod.Post, "/compliance/questions", new { asksFor = "disclosure-accounting", patientId = Guid.CreateVersion7(), purpose = "PATRQT" }, audit.Compliance(), cancel, audit: audit);
        var refused = await QuestioningTheTrail.SendAsync(HttpMethod.Put, asked.Headers["Location"] + "/answer", body: null, audit.Compliance(), cancel, asked.Headers["ETag"], audit);
        Assert.That((asked.Json.GetProperty("state").GetString(), refused.Status, refused.Code), Is.EqualTo(("owed", 409, "question-trail-behind")), "nor does compliance get an answer that may not be whole");
        await IsExtendedOnceAsync(audit, asked.Headers["Location"], asked.Headers["ETag"], asked.Json.GetProperty("dueAt").GetDateTimeOffset(), cancel);
    }

    private static async Task IsExtendedOnceAsync(AuditHost audit, string path, string version, DateTimeOffset dueAt, CancellationToken cancel)
    {
        const string Statement = "The records of Ms Canary are being restored.";
        Task<ServiceAnswer> ExtendAsync(DateTimeOffset to, string at) =>
            QuestioningTheTrail.SendAsync(HttpMethod.Put, path + "/extension", new { statement = Statement, expectedAt = to }, audit.Compliance(), cancel, at, audit);
        var far = await ExtendAsync(dueAt.AddDays(31), version);
        var extended = await ExtendAsync(dueAt.AddDays(20), version);
        var question = await audit.GetAsync(path, audit.Compliance(), cancel);
        var again = await ExtendAsync(dueAt.AddDays(25), question.Headers["ETag"]);
        var told = await audit.GetAsync(path + "/extension", audit.Compliance(), cancel);
        var crossing = await audit.GetAsync("/handoffs?boundary=B27", audit.Issuer.Staff("privacy-officer"), cancel);
        Assert.Multiple(async () =>
        {
            Assert.That((far.Code, extended.Status, again.Status, again.Code), Is.EqualTo(("question-not-extendable", 204, 409, "question-extended")), extended.Body);
            Assert.That(question.Json.GetProperty("dueAt").GetDateTimeOffset(), Is.EqualTo(dueAt.AddDays(20)));
            Assert.That((told.Json.GetProperty("statement").GetString(), told.Json.GetProperty("expectedAt").GetDateTimeOffset()), Is.EqualTo((Statement, dueAt.AddDays(20))));
            Assert.That(crossing.Json.GetProperty("items").EnumerateArray().Select(h => h.GetProperty("dueAt").GetDateTimeOffset()), Does.Contain(dueAt.AddDays(20)), "the boundary's clock moved with it");
            Assert.That(question.Body, Does.Not.Contain("Canary"));
            Assert.That(await audit.QueryAsync("select data::text from mt_events where type = 'question_extended.v1'", cancel), Is.Not.Empty.And.None.Contain("Canary"), "it is kept sealed");
        });
    }

    private static async Task IsAnsweredAtOnceAsync(AuditHost audit, Guid caseId, CancellationToken cancel)
    {
        var asked = await QuestioningTheTrail.SendAsync(HttpMethod.Post, "/compliance/questions", new { asksFor = "who-saw-what", caseId, purpose = "HLEGAL" }, audit.Compliance(), cancel, audit: audit);
        Assert.That((asked.Status, asked.Json.GetProperty("state").GetString()), Is.EqualTo((201, "answered")), asked.Body);
        var figures = asked.Json.GetProperty("answer");
        var answer = await audit.GetAsync(asked.Headers["Location"] + "/answer?limit=200", audit.Compliance(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(figures.GetProperty("events").GetInt32()).And.GreaterThanOrEqualTo(3), "the answer is the one that was given");
            Assert.That(answer.Json.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()), Does.Contain("appointment_booked.v1"));
            Assert.That(
                figures.GetProperty("disclosures").GetInt32(),
                Is.EqualTo(answer.Json.GetProperty("items").EnumerateArray().Count(e => e.GetProperty("actorKind").GetString() == "partner" && e.TryGetProperty("read", out _))).And.GreaterThan(0),
                "a partner looked and did not say why");
        });
    }

    private static async Task<long?> LagAsync(AuditHost audit, CancellationToken cancel)
    {
        var answer = (await audit.GetAsync("/partner/v1/cases/RLAGGINGAAAAA", audit.Issuer.Partner("northside"), cancel)).Json;
        return answer.TryGetProperty("lagMilliseconds", out var lag) && lag.ValueKind == JsonValueKind.Number ? lag.GetInt64() : null;
    }
}
