using System.Globalization;
using System.Text.Json;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Http;

/// <summary>What a boundary demands, who is accountable for it, and when and by whom that was last changed.</summary>
[CancelAfter(300_000)]
public sealed class ReadingDefinitions
{
    [Test]
    public async Task A_boundary_says_owner_conditions_exits_clocks_and_chain(CancellationToken cancel)
    {
        var sixth = await ReadAsync("B06", cancel);
        var seventh = await ReadAsync("B07", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((Text(sixth, "from"), Text(sixth, "to"), Text(sixth, "ownerRole"), Text(sixth, "phase")), Is.EqualTo(("authorization", "payer", "authorization-specialist", "Authorization")));
            Assert.That(Texts(sixth, "conditions", "sentence"), Does.Contain("Every document on the manifest is in the package."));
            Assert.That(Texts(sixth, "conditions", "supplier"), Does.Contain("integration-on-call"));
            Assert.That(Texts(sixth, "exits", "outcome"), Is.EqualTo(new[] { "accepted", "returned", "timed-out" }));
            Assert.That(Texts(sixth, "exceptionRoutes", "code"), Does.Contain("submission-unconfirmed"));
            Assert.That(Texts(sixth, "clocks", "allowed"), Is.EqualTo(new[] { "1 business day", "20 seconds" }));
            Assert.That(sixth.GetProperty("escalation").GetProperty("levels").EnumerateArray().Select(l => Text(l, "role")), Is.EqualTo(new[] { "authorization-lead", "department-manager", "operations-director" }));
            Assert.That((Text(sixth, "changedOn"), Text(sixth, "changedBy")), Is.EqualTo(("2026-01-01", "B06.yaml")), "as the build brought it");
            Assert.That(Text(seventh.GetProperty("clocks")[0], "source"), Is.EqualTo("regulatory"));
            Assert.That(Text(seventh, "restsOn"), Does.StartWith("42 CFR 422.568(b)(1)"), "its clock is a regulation's");
        });
    }

    [Test]
    public async Task All_boundaries_are_listed_and_an_unknown_one_is_refused_by_code(CancellationToken cancel)
    {
        var staff = TheService.Issuer.Staff("scheduler");
        var listed = (await TheService.GetAsync("/map/definitions", staff, cancel)).Json.GetProperty("items").EnumerateArray().ToList();
        var unknown = await TheService.GetAsync("/map/definitions/B99", staff, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(listed.Select(d => Text(d, "boundary")), Is.EqualTo(Healthcare.Handoffs.ContractFiles.All.Select(f => Path.GetFileNameWithoutExtension(f.File)).Order(StringComparer.Ordinal)));
            Assert.That((unknown.Status, unknown.Code), Is.EqualTo((404, "definition-unknown")));
        });
    }

    [Test]
    public async Task What_two_people_changed_is_in_force_from_its_day_and_says_who(CancellationToken cancel)
    {
        const string Boundary = "B16";
        var text = (await File.ReadAllTextAsync(Repository.PathOf("contracts", "handoffs", $"{Boundary}.yaml"), cancel))
            .Replace("version: 1", "version: 7", StringComparison.Ordinal).Replace("nudge: 75%", "nudge: 50%", StringComparison.Ordinal);
        var stream = Healthcare.Handoffs.DefinitionAggregate.IdOf(Boundary);
        var at = TimeProvider.System.GetUtcNow();
        var effective = at.AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var author = new { id = "lead-4", kind = "human", role = "billing-lead" };
        var approver = new { id = "director-2", kind = "human", role = "operations-director" };
        var hash = Healthcare.Handoffs.DefinitionAggregate.HashOf(text);
        await ChangeAsync(stream, 1, "definition_proposed.v1", new { boundary = Boundary, version = 7, effective, text, hash, reasonCode = "remind-sooner", author, at }, cancel);
        await Eventually.TrueAsync(async () => (await ReadAsync(Boundary, cancel)).TryGetProperty("proposal", out _), cancel);
        Assert.That((await ReadAsync(Boundary, cancel)).GetProperty("nudgePercent").GetInt32(), Is.EqualTo(75), "proposed is not approved");

        await ChangeAsync(stream, 2, "definition_approved.v1", new { boundary = Boundary, version = 7, effective, hash, author, approver, at }, cancel);
        await Eventually.TrueAsync(async () => (await ReadAsync(Boundary, cancel)).GetProperty("version").GetInt32() == 7, cancel);
        var changed = await ReadAsync(Boundary, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((changed.GetProperty("nudgePercent").GetInt32(), Text(changed, "changedBy"), Text(changed, "approvedBy"), Text(changed, "reviewedBy")), Is.EqualTo((50, "lead-4", "director-2", "director-2")));
            Assert.That(changed.GetProperty("reviewOverdue").GetBoolean(), Is.False, "an approval is a review");
        });
    }

    private static async Task ChangeAsync(Guid stream, long version, string type, object data, CancellationToken cancel)
    {
        // A definition is of no case: its trail is its stream's own.
        var happened = TheService.Event(stream, stream, version, type, JsonSerializer.Serialize(data, JsonSerializerOptions.Web), "definition") with { CaseId = null };
        await TheService.TellAsync("billing", version, [happened], cancel);
    }

    private static async Task<JsonElement> ReadAsync(string boundary, CancellationToken cancel)
    {
        var answer = await TheService.GetAsync($"/map/definitions/{boundary}", TheService.Issuer.Staff("authorization-lead"), cancel);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        return answer.Json;
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static IEnumerable<string?> Texts(JsonElement of, string list, string name) => of.GetProperty(list).EnumerateArray().Select(e => Text(e, name));
}
