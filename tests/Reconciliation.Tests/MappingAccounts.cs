using System.Text.Json;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Tests.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Tests;

/// <summary>Which account an entry is booked on: by its kind, its cost centre and its contract, by the version of its period; what is not mapped waits with its owner.</summary>
public sealed class MappingAccounts
{
    private static readonly LedgerMapping First = new(
        "1", "2026-01",
        [new CostCentreRule("4100"), new CostCentreRule("4200", ["21", "22"])],
        [new AccountRule(JournalEntries.PayerReceivable, "*", "*", "1200"), new AccountRule(JournalEntries.ContractualAdjustments, "*", "acme/1", "4900"), new AccountRule(JournalEntries.ContractualAdjustments, "4200", "*", "4920")]);

    private static readonly LedgerMapping Wide = First with
    {
        CostCentres =
        [
            .. First.CostCentres, new CostCentreRule("4210", FacilityTypes: ["13"]), new CostCentreRule("4500", ServiceLines: ["surgery"]), new CostCentreRule("4600", RevenueCodes: ["0610", "0611"]),
        ],
    };

    private static readonly IReadOnlyList<JournalEntry> Entries = [new(JournalEntries.ContractualAdjustments, 30m, 0), new(JournalEntries.PayerReceivable, 0, 30m)];
    private static readonly JournalSource Source = new(Samples.RemittanceId, 1, Samples.ClaimId);
    private string path = "";

    [SetUp]
    public void MakeFile() => path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(path);

    [TestCase("21", null, "4200", "4920")]
    [TestCase("22", "acme/1", "4200", "4900", Description = "the contract outranks the cost centre")]
    [TestCase(null, "acme/1", "4100", "4900", Description = "money of no place")]
    public void An_entry_has_the_account_of_its_cost_centre_and_contract(string? place, string? contract, string centre, string account)
    {
        var mapped = First.Map(Source with { PlaceOfService = place, Contract = contract }, Entries);
        Assert.That(mapped.Lines, Is.EqualTo(new[] { new LedgerLine(account, centre, 30m, 0), new LedgerLine("1200", centre, 0, 30m) }));
        Assert.That(mapped.Missing, Is.Empty);
    }

    [TestCase("22", null, null, null, "4200")]
    [TestCase("22", "13", null, null, "4210")]
    [TestCase("22", "13", "surgery", null, "4500", Description = "the service line outranks the facility")]
    [TestCase("22", "13", "surgery", "0610", "4600", Description = "the revenue code outranks all")]
    [TestCase("11", null, "surgery", null, "4500")]
    [TestCase("22", "85", "imaging", "0510", "4200", Description = "what no row names is any")]
    [TestCase(null, "13", null, null, "4210")]
    [TestCase("24", "85", "imaging", "0510", null, Description = "and what no row holds is an exception")]
    [TestCase("11", null, null, null, null)]
    public void A_cost_centre_follows_from_the_nearest_that_the_claim_says_of_what_was_done(string? place, string? facility, string? line, string? revenue, string? centre)
    {
        var mapped = Wide.Map(Source with { PlaceOfService = place, FacilityType = facility, ServiceLine = line, RevenueCode = revenue, Contract = "acme/1" }, Entries);
        Assert.That((mapped.CostCentre, mapped.Missing), Is.EqualTo((centre, (string[])(centre is null ? [LedgerMapping.CostCentreMissing] : []))).Using<(string?, IReadOnlyList<string>)>((a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2)));
    }

    [TestCase(null, "acme/2", JournalEntries.ContractualAdjustments, "4100")]
    [TestCase("24", "acme/1", LedgerMapping.CostCentreMissing, null)]
    public void A_combination_without_an_account_is_booked_nowhere(string? place, string contract, string missing, string? centre)
    {
        var mapped = First.Map(Source with { PlaceOfService = place, Contract = contract }, Entries);
        Assert.That((mapped.Lines.Count, mapped.Missing.Single(), mapped.CostCentre), Is.EqualTo((0, missing, centre)));
    }

    [Test]
    public void A_period_has_its_version_and_what_takes_a_journal_back_has_the_journals()
    {
        Write(First, First with { Version = "2", From = "2026-03" }, First with { Version = "1a" });
        var mappings = Read();
        Assert.Multiple(() =>
        {
            Assert.That(mappings.For(Source, "2025-12"), Is.Null);
            Assert.That(mappings.For(Source, "2026-02")?.Version, Is.EqualTo("1a"), "the later of two from one period corrects the other");
            Assert.That(mappings.For(Source, "2026-04")?.Version, Is.EqualTo("2"));
            Assert.That(mappings.For(Source with { MappingVersion = "1" }, "2026-04")?.Version, Is.EqualTo("1"));
            Assert.That(mappings.For(Source with { MappingPeriod = "2026-02" }, "2026-04")?.Version, Is.EqualTo("1a"));
        });
    }

    [Test]
    public void A_version_that_journals_may_have_been_written_with_is_not_rewritten()
    {
        Write(First);
        var mappings = Read();
        Write(First with { Accounts = [] }, First with { Version = "2" });
        Assert.That(mappings.For(Source, Samples.Period), Is.EqualTo(mappings.For(Source with { MappingVersion = "1" }, Samples.Period)));
        Write(First, First with { Version = "2" });
        Assert.That(mappings.For(Source, Samples.Period)?.Version, Is.EqualTo("2"));
    }

    [TestCase("{}")]
    [TestCase("""{"source":"site","mappings":[]}""")]
    [TestCase("""{"source":"site","mappings":[{"version":"1","from":"2026-13","costCentres":[],"accounts":[]}]}""")]
    [TestCase("""{"source":"site","mappings":[{"version":"1","from":"2026-01","costCentres":[{"costCentre":"1","placesOfService":["11"]},{"costCentre":"2","placesOfService":["11"]}],"accounts":[]}]}""")]
    [TestCase("""{"source":"site","mappings":[{"version":"1","from":"2026-01","costCentres":[{"costCentre":"1","serviceLines":["a"],"revenueCodes":["0610"]},{"costCentre":"2","serviceLines":["a","b"],"revenueCodes":["0610"]}],"accounts":[]}]}""")]
    [TestCase("""{"source":"site","mappings":[{"version":"1","from":"2026-01","costCentres":[{"costCentre":"1","revenueCodes":[]}],"accounts":[]}]}""")]
    [TestCase("""{"source":"site","mappings":[{"version":"1","from":"2026-01","costCentres":[],"accounts":[{"kind":"cash","account":"1010"}]}]}""")]
    public void A_file_that_is_no_mapping_is_refused(string text)
    {
        File.WriteAllText(path, text);
        Assert.Throws<InvalidDataException>(() => Read());
    }

    [Test, CancelAfter(300_000)]
    public async Task An_unmapped_journal_has_an_owner_and_goes_out_by_itself_once_a_newer_mapping_has_it(CancellationToken cancel)
    {
        await using var erp = await LedgerStub.StartAsync(cancel);
        Write(First);
        await using var books = await Books.OpenAsync(cancel, ("Partners:erp:Endpoints:erp-journal", erp.Address.ToString()), ("Ledger:Mapping", path));
        var id = await books.ProposeAsync("unmapped", cancel, Source with { Contract = "acme/2" });
        var waiting = await books.UntilAsync(id, d => d.State == "mapping-missing", cancel);
        var reversal = await books.ReverseAsync(await books.ProposeAsync("mapped", cancel, Source with { Contract = "acme/1", ClaimId = Samples.OriginalId }), cancel);
        var asked = (await books.LogAsync(cancel)).Select(e => e.Event).OfType<WorkItemOpened>().Single(w => w.ReasonCode == JournalAggregate.Unmapped);
        await books.PostedAsync(reversal, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((waiting.Reason, waiting.CostCentre, waiting.Contract, waiting.MappingVersion), Is.EqualTo((JournalEntries.ContractualAdjustments, "4100", "acme/2", "1")));
            Assert.That((asked.Role, asked.SubjectId, asked.ValueAtStake), Is.EqualTo(("gl-accountant", id, 30m)));
            Assert.That(erp.Bodies.Keys, Does.Not.Contain(ErpJournals.ReferenceOf(id)));
        });

        Write(First, First with { Version = "2", Accounts = [.. First.Accounts, new AccountRule(JournalEntries.ContractualAdjustments, "4100", "acme/2", "4905")] });
        var posted = await books.PostedAsync(id, cancel);
        var body = JsonElement.Parse(erp.Bodies[ErpJournals.ReferenceOf(id)]);
        var settled = (await books.LogAsync(cancel)).Where(e => e.StreamId == WorkItemId.ForException(ReconciliationHandoffs.ToErp, JournalAggregate.Unmapped, id)).Select(e => e.Event).OfType<WorkItemResolved>();
        Assert.Multiple(() =>
        {
            Assert.That((posted.MappingVersion, posted.CostCentre, body.GetProperty("mappingVersion").GetString(), body.GetProperty("lines")[0].GetProperty("account").GetString()), Is.EqualTo(("2", "4100", "2", "4905")));
            Assert.That(settled.Single().ReasonCode, Is.EqualTo("mapped"));
        });
    }

    private LedgerMappings Read() => new(Options.Create(new LedgerOptions { Mapping = path }), NullLogger<LedgerMappings>.Instance);

    // Moved into place, as a site does: nobody reads half of it.
    private void Write(params LedgerMapping[] mappings)
    {
        var written = $"{path}.new";
        File.WriteAllText(written, JsonSerializer.Serialize(new { source = "test", mappings }, JsonSerializerOptions.Web));
        File.Move(written, path, overwrite: true);
    }
}
