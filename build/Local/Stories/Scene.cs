using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Local.Demo;

namespace Healthcare.Local.Stories;

/// <summary>Where one story is played: its partner, its people, what the sandbox is told to do with its case, and what everybody can see of it.</summary>
internal sealed class Scene(HttpClient http, Uri gateway, Uri sandbox, Tokens tokens, CaseFile cases, SampleReferral sample, Action<string> say)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private readonly long from = TimeProvider.System.GetTimestamp();
    private readonly List<Said> said = [];
    private int keys;
    private int stagesHeard;

    public SampleReferral Sample { get; set; } = sample;

    public Door Partner { get; } = new(http, gateway, c => tokens.PartnerAsync("northside", c));

    public string? TrackingId { get; private set; }

    public string? CaseId { get; private set; }

    public string Stage { get; private set; } = "not-sent";

    public TimeSpan Took => TimeProvider.System.GetElapsedTime(from);

    public IReadOnlyList<Said> Heard => said;

    public void Say(string text)
    {
        said.Add(new Said(Took, text));
        say(text);
    }

    /// <summary>A person of the health system, in one role; the same one unless another is named.</summary>
    public Door As(string role, string? user = null) => new(http, gateway, c => tokens.StaffAsync(user ?? $"demo.{role}", role, c));

    /// <summary>Another partner than the referrer.</summary>
    public Door AsPartner(string partner) => new(http, gateway, c => tokens.PartnerAsync(partner, c));

    /// <summary>Tells the sandbox what a partner does with this member's case.</summary>
    public Task PartnersDoAsync(string step, string behaviour, CancellationToken cancel, int? times = null, string? reason = null, string? text = null, decimal? amount = null, int? delayMilliseconds = null) =>
        ToldAsync("/sandbox/scripts", new { match = new { member = Sample.Member }, step, behaviour, times, reason, text, amount, delayMilliseconds }, cancel);

    /// <summary>Tells the sandbox something else, such as that the payer decides now.</summary>
    public async Task ToldAsync(string path, object? told, CancellationToken cancel, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(sandbox, path)) { Content = told is null ? null : JsonContent.Create(told) };
        using var answer = await http.SendAsync(request, cancel);
        if (!answer.IsSuccessStatusCode) throw new StoryBroken($"the sandbox answered {(int)answer.StatusCode} to {path}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    /// <summary>The partner sends the referral as a FHIR bundle; answers with its tracking id.</summary>
    public async Task<string> ReferAsync(CancellationToken cancel) =>
        TrackingId = await SendAsync(Referrals.Bundle(Sample), "application/fhir+json", $"story-{Sample.Id}", cancel);

    /// <summary>The partner sends bytes as a referral; answers with the tracking id of the receipt.</summary>
    public async Task<string> SendAsync(byte[] referral, string mediaType, string key, CancellationToken cancel)
    {
        var (answer, receipt) = await Partner.SendAsync(
            HttpMethod.Post, "/partner/v1/referrals", () => new ByteArrayContent(referral) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, cancel, idempotencyKey: key);
        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw new StoryBroken($"the referral was answered with {(int)answer.StatusCode}: {receipt}");
            // An HL7 acknowledgement has its receipt in the address of what was made.
            return receipt.ValueKind == JsonValueKind.Object
                ? receipt.GetProperty("trackingId").GetString() ?? ""
                : answer.Headers.Location?.ToString().Split('/')[^1] ?? throw new StoryBroken("the receipt names no case");
        }
    }

    /// <summary>From here on the story is about another case, of another patient.</summary>
    public void Another(string procedure)
    {
        Sample = Sample with { Id = $"{Sample.Id}-2", Procedure = procedure };
        (TrackingId, CaseId, stagesHeard) = (null, null, 0);
    }

    /// <summary>Waits until the partner sees one of these stages.</summary>
    public Task<string> UntilAsync(CancellationToken cancel, params string[] stages) => UntilAsync(Bound, cancel, stages);

    public async Task<string> UntilAsync(TimeSpan bound, CancellationToken cancel, params string[] stages)
    {
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < bound; await Task.Delay(Pause, TimeProvider.System, cancel))
        {
            var (answer, body) = await Partner.SendAsync(HttpMethod.Get, $"/partner/v1/cases/{TrackingId}", content: null, cancel);
            using (answer)
            {
                // The trail follows the services by a moment.
                if (!answer.IsSuccessStatusCode) continue;
                // A stage may be over before anybody looks: the history has it all the same.
                foreach (var now in body.GetProperty("history").EnumerateArray().Skip(stagesHeard).Select(h => h.GetProperty("stage").GetString() ?? "").ToList())
                {
                    stagesHeard++;
                    Say(Stage = now);
                    if (stages.Contains(now, StringComparer.Ordinal)) return now;
                }
            }
        }

        throw new StoryBroken($"it stands at {Stage} and not at {string.Join(" or ", stages)} after {bound.TotalSeconds:0} s");
    }

    /// <summary>The payer decides what it has pended.</summary>
    public Task PayerDecidesAsync(string behaviour, CancellationToken cancel, string? reason = null, string? text = null) =>
        ToldAsync("/sandbox/decisions", new { match = new { member = Sample.Member }, behaviour, reason, text }, cancel);

    /// <summary>The case's appointment; it is there as soon as scheduling has heard of the referral.</summary>
    public async Task<string> AppointmentAsync(CancellationToken cancel)
    {
        var caseId = await CaseAsync(cancel);
        var scheduler = As("scheduler");
        return await SeenAsync(
            "the appointment of the case",
            async () => (await scheduler.GetAsync($"/api/scheduling/v1/appointments?caseId={caseId}", cancel)).GetProperty("items").EnumerateArray().Select(a => a.GetProperty("appointmentId").GetString()).FirstOrDefault(),
            cancel);
    }

    /// <summary>The case's denial, once an 835 has said it.</summary>
    public async Task<string> DenialAsync(CancellationToken cancel)
    {
        var caseId = await CaseAsync(cancel);
        var biller = As("biller");
        return await SeenAsync(
            "a denial of the case",
            async () => (await biller.GetAsync($"/api/billing/v1/denials?caseId={caseId}", cancel)).GetProperty("items").EnumerateArray().Select(d => d.GetProperty("denialId").GetString()).FirstOrDefault(),
            cancel);
    }

    /// <summary>The case's claim, once it was rejected at any level.</summary>
    public async Task<string> RejectedClaimAsync(CancellationToken cancel)
    {
        var caseId = await CaseAsync(cancel);
        var biller = As("biller");
        return await SeenAsync(
            "a rejected claim of the case",
            async () => (await biller.GetAsync($"/api/billing/v1/claims?caseId={caseId}", cancel)).GetProperty("items").EnumerateArray()
                .Where(c => c.GetProperty("state").GetString()?.EndsWith("rejected", StringComparison.Ordinal) == true)
                .Select(c => c.GetProperty("claimId").GetString())
                .FirstOrDefault(),
            cancel);
    }

    /// <summary>What partners got at a step of this member's case, with the hash of the bytes.</summary>
    public async Task<IReadOnlyList<string>> HashesReceivedAsync(string step, CancellationToken cancel) =>
        [.. (await ReceivedAsync(step, Sample.Member, cancel)).Select(r => r.GetProperty("sha256").GetString() ?? "")];

    /// <summary>The messages that partners got at a step about whatever has this identifier.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReceivedAsync(string step, string id, CancellationToken cancel) =>
        [.. (await http.GetFromJsonAsync<JsonElement>(new Uri(sandbox, $"/sandbox/received?step={step}&id={id}"), cancel)).EnumerateArray()];

    /// <summary>The trace number under which the payer pays this member's claim, and where its advice and its deposit are listed.</summary>
    public async Task<(string Trace, string Remittances, string Deposits)> HalvesAsync(CancellationToken cancel)
    {
        var trace = await SeenAsync(
            "the payer's advice in the outbox",
            async () => (await http.GetFromJsonAsync<JsonElement>(new Uri(sandbox, $"/sandbox/outbox?step=remittance&about={Sample.Member}"), cancel)).GetProperty("deliveries").EnumerateArray()
                .Select(d => d.GetProperty("id").GetString()?["remittance-".Length..])
                .LastOrDefault(),
            cancel);
        return (trace, $"/api/reconciliation/v1/remittances?trace={trace}", $"/api/reconciliation/v1/deposits?trace={trace}");
    }

    /// <summary>The business time, which a story may have let pass.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancel) => NowAsync(http, sandbox, cancel);

    public static async Task<DateTimeOffset> NowAsync(HttpClient http, Uri sandbox, CancellationToken cancel) =>
        (await http.GetFromJsonAsync<JsonElement>(new Uri(sandbox, "/sandbox/clock"), cancel)).GetProperty("now").GetDateTimeOffset();

    /// <summary>Lets business time pass (ISO 8601 duration); everything that comes due on the way fires in its order.</summary>
    public Task TimePassesAsync(string by, CancellationToken cancel) => ToldAsync("/sandbox/clock/advance", new { by }, cancel);

    /// <summary>Waits until what a person reads is as the story tells.</summary>
    public Task<JsonElement> ReadUntilAsync(string what, string role, string path, Func<JsonElement, bool> holds, CancellationToken cancel) => ReadUntilAsync(what, As(role), path, holds, cancel);

    /// <summary>The same of any reader; says what was read last when it never comes.</summary>
    public static async Task<JsonElement> ReadUntilAsync(string what, Door door, string path, Func<JsonElement, bool> holds, CancellationToken cancel)
    {
        var last = default(JsonElement);
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Bound; await Task.Delay(Pause, TimeProvider.System, cancel))
        {
            last = await door.GetAsync(path, cancel);
            if (holds(last)) return last;
        }

        throw new StoryBroken($"was not seen: {what}; {path} says {last}");
    }

    /// <summary>The claim account of the case, once it is as the story tells; amounts are decimal strings.</summary>
    public async Task<JsonElement> AccountAsync(string what, Func<JsonElement, bool> holds, CancellationToken cancel)
    {
        var caseId = await CaseAsync(cancel);
        var accounts = await ReadUntilAsync(
            what, "gl-accountant", $"/api/reconciliation/v1/claim-accounts?caseId={caseId}", a => a.GetProperty("items") is { } items && items.GetArrayLength() > 0 && holds(items[0]), cancel);
        return accounts.GetProperty("items")[0];
    }

    /// <summary>The case's claim as billing sees it, once it is as the story tells.</summary>
    public async Task<JsonElement> ClaimAsync(string what, Func<JsonElement, bool> holds, CancellationToken cancel)
    {
        var caseId = await CaseAsync(cancel);
        var claims = await ReadUntilAsync(what, "biller", $"/api/billing/v1/claims?caseId={caseId}", c => c.GetProperty("items") is { } items && items.GetArrayLength() > 0 && holds(items[0]), cancel);
        return claims.GetProperty("items")[0];
    }

    /// <summary>The case's claim, once it is in this state.</summary>
    public async Task<string> ClaimAtAsync(string state, CancellationToken cancel) =>
        (await ClaimAsync($"the claim is {state}", c => c.GetProperty("state").GetString() == state, cancel)).GetProperty("claimId").GetString() ?? "";

    /// <summary>A person has a claim sent again, with what they correct in it.</summary>
    public Task<JsonElement> SubmitAgainAsync(string role, string claimId, object corrections, CancellationToken cancel) =>
        ChangeAsync(role, HttpMethod.Put, $"/api/billing/v1/claims/{claimId}", $"/api/billing/v1/claims/{claimId}/submission", _ => corrections, cancel);

    /// <summary>What an answer says under a name; null where it does not say it yet.</summary>
    public static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The first of a page, if it has any.</summary>
    public static JsonElement? First(JsonElement page) => page.GetProperty("items") is var items && items.GetArrayLength() > 0 ? items[0] : null;

    /// <summary>The case behind the tracking id.</summary>
    public async Task<string> CaseAsync(CancellationToken cancel)
    {
        if (CaseId is not null) return CaseId;
        return CaseId = await SeenAsync("the trail knows the case", () => cases.IdOfAsync(TrackingId ?? "", cancel), cancel);
    }

    /// <summary>Waits until something can be seen, with a bound.</summary>
    public static async Task<T> SeenAsync<T>(string what, Func<Task<T?>> look, CancellationToken cancel)
        where T : class
    {
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Bound; await Task.Delay(Pause, TimeProvider.System, cancel))
        {
            if (await look() is { } seen) return seen;
        }

        throw new StoryBroken($"was not seen: {what}");
    }

    /// <summary>Waits for the case's item in a queue and says what it is about.</summary>
    public async Task<WorkSeen> WorkAsync(string service, string role, string kind, CancellationToken cancel, string? reasonCode = null)
    {
        var caseId = await CaseAsync(cancel);
        var door = As(role);
        var seen = await SeenAsync(
            $"a work item {kind} {reasonCode} for {role} in {service}",
            async () =>
            {
                var queue = await door.GetAsync($"/api/{service}/v1/work-items?role={role}&caseId={caseId}", cancel);
                return queue.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("kind").GetString() == kind && i.GetProperty("role").GetString() == role).Select(WorkSeen.Of)
                    .FirstOrDefault(i => reasonCode is null || i.ReasonCode == reasonCode);
            },
            cancel);
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{role} finds {kind}{(seen.ReasonCode is { Length: > 0 } reason ? $" ({reason})" : "")}{(seen.Value is { } value ? $", {value:0.00} at stake" : "")}, due {seen.DueAt:yyyy-MM-dd HH:mm}"));
        return seen;
    }

    /// <summary>Reads a document and changes it as a person would, with the version that was read; anything but success breaks the story.</summary>
    public async Task<JsonElement> ChangeAsync(string role, HttpMethod method, string path, string change, Func<JsonElement, object?> content, CancellationToken cancel, string? user = null)
    {
        var door = As(role, user);
        for (var attempt = 0; ; attempt++)
        {
            var (found, document) = await door.SendAsync(HttpMethod.Get, path, content: null, cancel);
            using (found)
            {
                if (!found.IsSuccessStatusCode) throw new StoryBroken($"GET {path} answered {(int)found.StatusCode}: {document}");
                var body = content(document);
                var (answer, result) = await door.SendAsync(
                    method, change, body is null ? null : () => JsonContent.Create(body), cancel, ifMatch: found.Headers.ETag?.ToString(), idempotencyKey: method == HttpMethod.Post ? NextKey() : null);
                using (answer)
                {
                    if (answer.IsSuccessStatusCode) return result;
                    // Somebody was quicker; what was read is old.
                    if (answer.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict && attempt < 5) continue;
                    throw new StoryBroken($"{method} {change} answered {(int)answer.StatusCode}: {result}");
                }
            }
        }
    }

    /// <summary>A person asks for something that answers by itself later; anything but success breaks the story.</summary>
    public async Task AskAsync(string role, string path, CancellationToken cancel)
    {
        var (answer, body) = await As(role).SendAsync(HttpMethod.Post, path, content: null, cancel, idempotencyKey: NextKey());
        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw new StoryBroken($"POST {path} answered {(int)answer.StatusCode}: {body}");
        }
    }

    /// <summary>Every event of the case in the trail so far.</summary>
    public async Task<IReadOnlyList<Step>> StepsAsync(CancellationToken cancel) => await cases.TimelineAsync(await CaseAsync(cancel), cancel);

    /// <summary>Asks for what the rules forbid; anything but this refusal breaks the story.</summary>
    public async Task RefusedAsync(string role, HttpMethod method, string path, string change, object? content, string code, CancellationToken cancel)
    {
        var door = As(role);
        var (found, document) = await door.SendAsync(HttpMethod.Get, path, content: null, cancel);
        using (found)
        {
            if (!found.IsSuccessStatusCode) throw new StoryBroken($"GET {path} answered {(int)found.StatusCode}: {document}");
            var (answer, body) = await door.SendAsync(method, change, content is null ? null : () => JsonContent.Create(content), cancel, ifMatch: found.Headers.ETag?.ToString());
            using (answer)
            {
                if (answer.IsSuccessStatusCode || body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("code", out var said) || said.GetString() != code)
                    throw new StoryBroken($"{method} {change} was not refused with {code} but answered {(int)answer.StatusCode}: {body}");
            }
        }
    }

    /// <summary>A person takes an item and says that what it asked for is done.</summary>
    public async Task ResolveAsync(string service, string role, WorkSeen item, string reasonCode, CancellationToken cancel)
    {
        var path = $"/api/{service}/v1/work-items/{item.Id}";
        await ChangeAsync(role, HttpMethod.Put, path, $"{path}/claim", _ => null, cancel);
        await ChangeAsync(role, HttpMethod.Put, path, $"{path}/resolution", _ => new { reasonCode }, cancel);
    }

    private string NextKey() => string.Create(CultureInfo.InvariantCulture, $"story-{Sample.Id}-{Interlocked.Increment(ref keys)}");
}

/// <summary>An item in somebody's queue.</summary>
internal sealed record WorkSeen(string Id, string Kind, string Subject, string? ReasonCode, DateTimeOffset? DueAt, decimal? Value)
{
    public static WorkSeen Of(JsonElement item) => new(
        Scene.Text(item, "workItemId") ?? "", Scene.Text(item, "kind") ?? "", Scene.Text(item, "subjectId") ?? "", Scene.Text(item, "reasonCode"),
        Scene.Text(item, "dueAt") is { } due ? DateTimeOffset.Parse(due, CultureInfo.InvariantCulture) : null,
        item.TryGetProperty("valueAtStake", out var value) ? Amount(value) : null);

    private static decimal? Amount(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.String => decimal.Parse(value.GetString() ?? "", CultureInfo.InvariantCulture),
        _ => null,
    };
}
