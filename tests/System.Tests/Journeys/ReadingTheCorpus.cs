using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Healthcare.SystemTests.Journeys;

/// <summary>What third parties really send, through the only door.</summary>
[CancelAfter(240_000)]
public sealed class ReadingTheCorpus
{
    private static readonly string[] Queues = ["cash-posting", "payment-variance-analyst"];

    [Test]
    public async Task Every_remittance_ends_posted_or_with_an_owner(CancellationToken cancel)
    {
        if (TheSystem.Layout.Corpus is not { } corpus)
        {
            Assert.Ignore("The third-party files are not here.");
            return;
        }

        var files = Directory.GetFiles(Path.Combine(corpus, "x12", "835")).Order(StringComparer.Ordinal).ToList();
        var received = new List<(string File, JsonElement Remittance)>();
        var refused = new List<string>();
        foreach (var file in files)
        {
            var (status, body) = await SendAsync(file, cancel);
            if (status is 200 or 201) received.AddRange(body.GetProperty("remittances").EnumerateArray().Select(r => (Path.GetFileName(file), r)));
            else refused.Add($"{Path.GetFileName(file)}: {status} {Referring.CodeOf(body)}");
        }

        TestContext.Out.WriteLine($"{files.Count} files, {received.Count} transaction sets, refused: {string.Join(", ", refused)}");
        Assert.That(refused, Is.Empty, "each of them holds a transaction set");
        foreach (var (file, remittance) in received) await FundAsync(file, remittance, cancel);

        // The clock of what has no deposit is days; everything else comes to rest by itself.
        var resting = new List<string>();
        foreach (var (file, remittance) in received)
        {
            var id = remittance.GetProperty("id").GetString() ?? "";
            var state = "";
            await Testing.Eventually.TrueAsync(
                async () =>
                {
                    var seen = await TheSystem.As("cleo", "cash-posting").GetAsync($"/api/reconciliation/v1/remittances/{id}", cancel);
                    state = seen.GetProperty("state").GetString() ?? "";
                    return state == "posted" || (await OwnersAsync(seen, cancel)).Count > 0;
                },
                TimeSpan.FromSeconds(60),
                cancel,
                () => $"{file} stands at {state} and nobody owns it.");
            resting.Add(state);
        }

        TestContext.Out.WriteLine(string.Join(", ", resting.CountBy(s => s).Select(s => $"{s.Value} {s.Key}")));
        Assert.That(resting, Does.Contain("posted"));
    }

    private static async Task<(int Status, JsonElement Body)> SendAsync(string file, CancellationToken cancel)
    {
        var bytes = await File.ReadAllBytesAsync(file, cancel);
        var (answer, body) = await TheSystem.AsPartner("clearhouse").SendAsync(
            HttpMethod.Post,
            "/partner/v1/remittances",
            () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/edi-x12") } },
            cancel,
            idempotencyKey: Guid.CreateVersion7().ToString());
        using (answer) return ((int)answer.StatusCode, body);
    }

    private static async Task FundAsync(string file, JsonElement remittance, CancellationToken cancel)
    {
        var (trace, amount) = (remittance.GetProperty("trace").GetString() ?? "", decimal.Parse(remittance.GetProperty("amount").GetString() ?? "0", CultureInfo.InvariantCulture));
        if (trace.Length == 0 || amount <= 0) return;
        var (answer, body) = await TheSystem.AsPartner("first-harbor").SendAsync(
            HttpMethod.Post,
            "/partner/v1/deposits",
            () => JsonContent.Create(new
            {
                bankReference = Guid.CreateVersion7().ToString("N")[..20],
                amount = amount.ToString("0.00", CultureInfo.InvariantCulture),
                effectiveDate = "2026-03-03",
                trace,
                originatorId = "1520000000",
                method = "ACH",
            }),
            cancel,
            idempotencyKey: Guid.CreateVersion7().ToString());
        using (answer) Assert.That(answer.IsSuccessStatusCode, Is.True, $"{file}: {body}");
    }

    /// <summary>Who is asked to act on a remittance.</summary>
    private static async Task<IReadOnlyList<string>> OwnersAsync(JsonElement remittance, CancellationToken cancel)
    {
        var subjects = new[] { remittance.GetProperty("id").GetString() }
            .Concat(remittance.GetProperty("claims").EnumerateArray().Select(c => c.GetProperty("paymentId").GetString()))
            .ToHashSet(StringComparer.Ordinal);
        var owners = new List<string>();
        foreach (var role in Queues)
        {
            var after = "";
            do
            {
                var page = await TheSystem.As("cleo", role).GetAsync($"/api/reconciliation/v1/work-items?role={role}&limit=200{after}", cancel);
                owners.AddRange(page.GetProperty("items").EnumerateArray().Where(i => subjects.Contains(i.GetProperty("subjectId").GetString())).Select(i => $"{role}: {i.GetProperty("reasonCode").GetString()}"));
                after = page.TryGetProperty("next", out var next) && next.GetString() is { } cursor ? $"&after={cursor}" : "";
            }
            while (after.Length > 0);
        }

        return owners;
    }
}
