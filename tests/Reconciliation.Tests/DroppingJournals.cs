using System.Text;
using System.Text.Json;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Reconciliation.Journals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Reconciliation.Tests;

/// <summary>An ERP that takes files: one a journal, whole or not at all, the same journal again is the same file.</summary>
public sealed class DroppingJournals
{
    private string root = "";

    private string Folder => Path.Combine(root, "journals");

    [SetUp]
    public void MakeFolder() => root = Directory.CreateTempSubdirectory("ledger-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(root, recursive: true);

    [Test, CancelAfter(300_000)]
    public async Task A_journal_waits_for_the_folder_and_is_posted_when_its_file_is_written(CancellationToken cancel)
    {
        await using var books = await Books.OpenAsync(cancel, ("Ledger:Adapter", "file"), ("Ledger:File:Folder", Folder), ("Partners:erp:erp-journal:BreakerCalls", "1000"));
        var id = await books.ProposeAsync("file/1", cancel);
        await Testing.Eventually.TrueAsync(async () => (await books.QueueAsync(cancel)) is [{ Attempts: > 1 }], cancel);
        Assert.That(Directory.Exists(Folder), Is.False, "a folder that is not mounted is not made");
        Directory.CreateDirectory(Folder);
        var posted = await books.PostedAsync(id, cancel);
        var file = JsonElement.Parse(await File.ReadAllTextAsync(Directory.EnumerateFiles(Folder).Single(), cancel));
        Assert.Multiple(() =>
        {
            Assert.That(Directory.EnumerateFiles(Folder).Select(Path.GetFileName), Is.EqualTo(new[] { $"{posted.ExternalRef}.json" }));
            Assert.That((posted.ErpId, posted.CostCentre, posted.MappingVersion), Is.EqualTo(($"{posted.ExternalRef}.json", "4100", "2026-01")));
            Assert.That((file.GetProperty("externalRef").GetString(), file.GetProperty("mappingVersion").GetString()), Is.EqualTo((posted.ExternalRef, "2026-01")));
            Assert.That(file.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("costCentre").GetString()), Is.All.EqualTo("4100"));
        });
    }

    [Test]
    public async Task The_same_journal_again_is_the_same_file_and_another_under_its_reference_is_refused()
    {
        Directory.CreateDirectory(Folder);
        await using var store = Books.Store(Books.Services(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Ledger:Adapter"] = "file", ["Ledger:File:Folder"] = Folder }));
        var adapter = (ITransmissionCarrier)store.GetRequiredService<ITransmissionKind>();
        var row = new TransmissionRow(Samples.OriginalId, Samples.CaseId, Samples.AccountId, ErpJournals.Partner, ErpJournals.Kind, Samples.OriginalId, ErpJournals.MediaType, "sent", 1, Samples.Noon, Samples.Noon);
        var path = Path.Combine(Folder, ErpFile.NameOf(row.SubjectId));
        // A writer that died left half of it.
        await File.WriteAllTextAsync($"{path}.part", """{"externalRef":"HC-half-written-and-longer-than-all-of-it","per""");
        var answers = new[] { await CarryAsync("{}"), await CarryAsync("{}"), await CarryAsync("[]") };
        Assert.That(answers.Select(a => (a.Kind, a.Status)), Is.EqualTo(new[] { (AnswerKind.Acknowledged, 201), (AnswerKind.Acknowledged, 200), (AnswerKind.Rejected, 409) }));
        Assert.That((await File.ReadAllTextAsync(path), Directory.GetFiles(Folder).Length), Is.EqualTo(("{}", 1)));
        Directory.Delete(Folder, recursive: true);
        Assert.ThrowsAsync<PartnerFailedException>(() => CarryAsync("{}"));

        Task<CarriedAnswer> CarryAsync(string text) => adapter.CarryAsync(row, Encoding.UTF8.GetBytes(text), CancellationToken.None);
    }

    [TestCase("ftp", "out")]
    [TestCase("file", null)]
    public void A_service_that_knows_no_way_to_the_ledger_does_not_start(string adapter, string? folder) => Assert.Throws<InvalidOperationException>(() => LedgerOptions.AdapterOf(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Ledger:Adapter"] = adapter, ["Ledger:File:Folder"] = folder }).Build()));
}
