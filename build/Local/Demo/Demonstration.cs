using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Healthcare.Local.Running;

namespace Healthcare.Local.Demo;

/// <summary>What a demonstration showed.</summary>
internal sealed record DemonstrationResult(IReadOnlyList<CaseResult> Cases, IReadOnlyList<RemittanceResult> Remittances, ProofResult Proof, TimeSpan Took)
{
    /// <summary>How long it took until the trail showed the last case at its end; what is proven afterwards is not in it.</summary>
    public required TimeSpan Arriving { get; init; }

    public bool Succeeded => Cases.All(c => c.Arrived) && Remittances.All(r => r.Problem is null) && Proof.Complete;
}

internal sealed record RemittanceResult(string File, string Amount, int Claims, string State, string? Problem);

internal sealed record ProofResult(bool Complete, long Events, string Text)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>The audit trail compares itself with every service's own log, by position and hash.</summary>
    public static async Task<ProofResult> AskAsync(Door compliance, CancellationToken cancel)
    {
        for (var from = TimeProvider.System.GetTimestamp(); ; await Task.Delay(Pause, TimeProvider.System, cancel))
        {
            var proof = await compliance.GetAsync("/api/audit/v1/proof", cancel);
            var complete = proof.GetProperty("complete").GetBoolean();
            // What was committed a moment ago is still on its way to the trail.
            if (complete || TimeProvider.System.GetElapsedTime(from) > Patience)
                return new ProofResult(complete, proof.GetProperty("services").EnumerateArray().Sum(s => s.GetProperty("events").GetInt64()), proof.GetRawText());
        }
    }
}

/// <summary>Sends cases through the gateway, plays their staff, and asks the system what became of them.</summary>
internal sealed class Demonstration(Layout layout, IReadOnlyDictionary<string, Uri> addresses) : IDisposable
{
    private static readonly string[] ThirdParty = ["x12/835/stupidedi-medicare-a-dollars-with-data.edi", "x12/835/cosyte-with-plb.edi"];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private Uri Gateway => addresses[Part.Gateway.Name];

    public Tokens TokensOf() => new(http, addresses[Part.Sandbox.Name], layout.Keys);

    /// <summary>Sends so many cases, of samples of ours and one of a third party, or of what <paramref name="referral"/> gives for each.</summary>
    public async Task<DemonstrationResult> RunAsync(int cases, Action<int, string> stageReached, CancellationToken cancel, Func<int, byte[]>? referral = null)
    {
        var from = TimeProvider.System.GetTimestamp();
        var tokens = TokensOf();
        var run = TimeProvider.System.GetUtcNow().ToString("yyMMddHHmmss", CultureInfo.InvariantCulture);
        var journey = new Journey(
            new Door(http, Gateway, c => tokens.PartnerAsync("northside", c)),
            new CaseFile(
                new Door(http, Gateway, c => tokens.StaffAsync("demo.compliance", "compliance-officer", c)),
                new Door(http, Gateway, c => tokens.StaffAsync("demo.finance", "gl-accountant", c))),
            stageReached);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var staff = new Staff(http, Gateway, tokens).WorkAsync(done.Token);
        var results = new CaseResult[cases];
        var journeys = Parallel.ForEachAsync(
            Enumerable.Range(0, cases),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = done.Token },
            async (i, c) =>
            {
                var bundle = referral?.Invoke(i) ?? (i == 0 ? Referrals.FromCorpus(layout.Corpus) : null) ?? Referrals.Sample(run, i);
                results[i] = await journey.RunAsync(i + 1, bundle, $"demo-{run}-{i.ToString(CultureInfo.InvariantCulture)}", c);
            });
        // Staff work for as long as there are journeys; if they fail, the journeys would wait for nothing.
        if (await Task.WhenAny(journeys, staff) == staff) await done.CancelAsync();
        if (staff.IsFaulted) await staff;
        await journeys;
        var arriving = TimeProvider.System.GetElapsedTime(from);
        var remittances = await RemittancesAsync(tokens, cancel);
        await done.CancelAsync();
        await staff.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new DemonstrationResult(results, remittances, await ProofResult.AskAsync(new Door(http, Gateway, c => tokens.StaffAsync("demo.compliance", "compliance-officer", c)), cancel), TimeProvider.System.GetElapsedTime(from)) { Arriving = arriving };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Third parties' remittances end posted to claims that are ours, or as exceptions with an owner; their figures are what an independent reader found.</summary>
    private async Task<IReadOnlyList<RemittanceResult>> RemittancesAsync(Tokens tokens, CancellationToken cancel)
    {
        if (layout.Corpus is not { } corpus) return [];
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(corpus, "expected.json"), cancel));
        var results = new List<RemittanceResult>();
        foreach (var file in ThirdParty)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(corpus, file), cancel);
            var clearinghouse = new Door(http, Gateway, c => tokens.PartnerAsync("clearhouse", c));
            var (answer, body) = await clearinghouse.SendAsync(
                HttpMethod.Post,
                "/partner/v1/remittances",
                () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/edi-x12") } },
                cancel,
                idempotencyKey: $"corpus-{file}");
            using (answer)
            {
                if (!answer.IsSuccessStatusCode)
                {
                    results.Add(new RemittanceResult(file, "", 0, "refused", $"answered with {(int)answer.StatusCode}: {body}"));
                    continue;
                }
            }

            foreach (var received in body.GetProperty("remittances").EnumerateArray()) results.Add(await CompareAsync(tokens, file, received, expected.RootElement.GetProperty("files").GetProperty(file), cancel));
        }

        return results;
    }

    private async Task<RemittanceResult> CompareAsync(Tokens tokens, string file, JsonElement received, JsonElement expected, CancellationToken cancel)
    {
        var finance = new Door(http, Gateway, c => tokens.StaffAsync("demo.cash", "cash-posting", c));
        var seen = await finance.GetAsync($"/api/reconciliation/v1/remittances/{received.GetProperty("id").GetString()}", cancel);
        var amount = seen.GetProperty("amount").GetString() ?? "";
        var claims = seen.GetProperty("claimCount").GetInt32();
        var problem = ExpectedFigures.Difference(seen, expected);
        return new RemittanceResult(file, amount, claims, seen.GetProperty("state").GetString() ?? "", problem);
    }
}
