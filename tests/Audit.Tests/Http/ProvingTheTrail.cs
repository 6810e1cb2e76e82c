using System.Text.Json;
using Healthcare.Contracts.Audit.V1;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Http;

/// <summary>The trail against every service's own log: whole, or it says what is wrong. Alone, because it looks at everything.</summary>
[NonParallelizable]
[CancelAfter(300_000)]
public sealed class ProvingTheTrail
{
    [Test]
    [Order(1)]
    public async Task A_whole_trail_is_proven_with_audits_own_reads_in_it(CancellationToken cancel)
    {
        await TheService.TellCaseAsync("RPROVENAAAAAA", "northside", cancel);
        await TheService.GetAsync("/events", TheService.Compliance(), cancel);
        var proof = await UntilCompleteAsync(cancel);
        var own = Of(proof, "audit");
        Assert.Multiple(() =>
        {
            Assert.That(Of(proof, "intake").GetProperty("audited").GetInt64(), Is.EqualTo(TheService.Logs["intake"].Count));
            Assert.That(own.GetProperty("events").GetInt64(), Is.GreaterThan(0));
            Assert.That(own.GetProperty("audited").GetInt64(), Is.EqualTo(own.GetProperty("events").GetInt64()));
            Assert.That(proof.GetProperty("chain").GetProperty("intact").GetBoolean(), Is.True);
        });
    }

    [Test]
    [Order(2)]
    public async Task An_event_that_never_arrived_is_missing(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var lost = TheService.Event(caseId, caseId, 1, "referral_received.v1", "{}");
        var proof = await WithInLogAsync(lost, cancel);
        Assert.That((proof.GetProperty("complete").GetBoolean(), Number(proof, "missing"), Example(proof)), Is.EqualTo((false, 1L, lost.EventId)));
    }

    [Test]
    [Order(3)]
    public async Task An_event_that_is_another_at_home_does_not_match(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RCHANGEDAAAAA", "northside", cancel);
        var log = TheService.Logs["intake"];
        TheService.Logs["intake"] = [.. log.Select(e => e.EventId == told.Events[0].EventId ? e with { Hash = new string('0', 64) } : e)];
        var proof = (await TheService.GetAsync("/proof", TheService.Compliance(), cancel)).Json;
        TheService.Logs["intake"] = log;
        Assert.That((proof.GetProperty("complete").GetBoolean(), Number(proof, "mismatched"), Example(proof)), Is.EqualTo((false, 1L, told.Events[0].EventId)));
    }

    [Test]
    [Order(4)]
    public async Task Only_compliance_may_ask(CancellationToken cancel) =>
        Assert.That((await TheService.GetAsync("/proof", TheService.Issuer.Staff("biller"), cancel)).Status, Is.EqualTo(403));

    // Last, because what is altered stays altered.
    [Test]
    [Order(5)]
    public async Task A_trail_that_somebody_altered_in_the_database_is_broken(CancellationToken cancel)
    {
        var told = await TheService.TellCaseAsync("RALTEREDAAAAA", "northside", cancel);
        await UntilCompleteAsync(cancel);
        var changed = await TheService.QueryAsync(
            $"update mt_events set data = replace(data::text, 'coordinator-7', 'nobody-0')::jsonb where type = 'entries_recorded.v1' and data::text like '%{told.Events[0].EventId:D}%' returning stream_id", cancel);
        var proof = (await TheService.GetAsync("/proof", TheService.Compliance(), cancel)).Json;
        Assert.Multiple(() =>
        {
            Assert.That(proof.GetProperty("complete").GetBoolean(), Is.False);
            Assert.That(proof.GetProperty("chain").GetProperty("broken").EnumerateArray().Select(b => b.GetGuid().ToString()), Is.EqualTo(changed));
        });
    }

    private static async Task<JsonElement> UntilCompleteAsync(CancellationToken cancel)
    {
        JsonElement proof = default;
        await Eventually.TrueAsync(
            async () =>
            {
                proof = (await TheService.GetAsync("/proof", TheService.Compliance(), cancel)).Json;
                return proof.GetProperty("complete").GetBoolean();
            },
            cancel);
        return proof;
    }

    private static async Task<JsonElement> WithInLogAsync(RecordedEvent more, CancellationToken cancel)
    {
        await UntilCompleteAsync(cancel);
        var log = TheService.Logs["intake"];
        TheService.Logs["intake"] = [.. log, more];
        var proof = (await TheService.GetAsync("/proof", TheService.Compliance(), cancel)).Json;
        TheService.Logs["intake"] = log;
        return proof;
    }

    private static long Number(JsonElement proof, string name) => Of(proof, "intake").GetProperty(name).GetInt64();

    private static Guid Example(JsonElement proof) => Of(proof, "intake").GetProperty("examples")[0].GetGuid();

    private static JsonElement Of(JsonElement proof, string service) => proof.GetProperty("services").EnumerateArray().First(s => s.GetProperty("service").GetString() == service);
}
