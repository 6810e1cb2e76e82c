using System.Text;
using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What every implementation promises of patient data.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class TheContractOfSealing(string kind) : AStoreOfEitherKind(kind)
{
    [Test]
    public async Task Seals_patient_data_with_a_key_per_patient_and_forgets_with_the_key(CancellationToken cancel)
    {
        var (stream, patient) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(stream, new OpenAccount(patient, "Zbigniew Canary"), cancel);
        var recorded = (await Store.Log.ReadStreamAsync(stream, 0, cancel))[0];
        var row = await Store.Log.Views.FindAsync("account_details_v1", [stream.ToString("D")], cancel);
        Assert.That(Encoding.UTF8.GetString(recorded.Data.Span) + row[0].Data, Does.Not.Contain("Canary"));

        var opened = (AccountOpened)recorded.Event;
        Assert.That(await Store.Vault.OpenAsync(opened.Holder, cancel), Is.EqualTo("Zbigniew Canary"));
        Assert.That(opened.Holder.Ciphertext?.AssociatedData, Is.EqualTo($"{recorded.Envelope.EventId:D}/holder"));

        await Store.Vault.EraseAsync(patient, cancel);
        Assert.That(await Store.Vault.OpenAsync(opened.Holder, cancel), Is.Null);
        Assert.That(EventCodec.IsIntact((await Store.Log.ReadStreamAsync(stream, 0, cancel))[0]), Is.True, "hashes cover ciphertext");
    }

    [Test]
    public async Task Refuses_ciphertext_that_was_moved_to_another_place(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
        var cipher = ((AccountOpened)(await Store.Log.ReadStreamAsync(stream, 0, cancel))[0].Event).Holder.Ciphertext ?? throw new AssertionException("sealed");
        Assert.That(async () => await Store.Vault.OpenAsync(cipher with { AssociatedData = "elsewhere" }, cancel), Throws.InstanceOf<System.Security.Cryptography.CryptographicException>());
    }

    [Test]
    public async Task Rewraps_every_data_key_when_the_master_key_changes(CancellationToken cancel)
    {
        var (stream, patient) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(stream, new OpenAccount(patient, "A"), cancel);
        var id = Kind == "memory" ? "memory" : "test";
        var next = new Vault(Store.Services.GetRequiredService<IKeyTable>(), new MasterKeys("next", new Dictionary<string, byte[]>(StringComparer.Ordinal) { [id] = new byte[32], ["next"] = [.. Enumerable.Repeat((byte)7, 32)] }, indexId: id));
        Assert.That(await next.RewrapAsync(cancel), Is.EqualTo(1));
        Assert.That((await Store.Services.GetRequiredService<IKeyTable>().FindBySubjectAsync(patient, cancel))?.MasterKeyId, Is.EqualTo("next"));
        var opened = (AccountOpened)(await Store.Log.ReadStreamAsync(stream, 0, cancel))[0].Event;
        Assert.That(await next.OpenAsync(opened.Holder, cancel), Is.EqualTo("A"));
        Assert.That(next.BlindIndex("member", " ab1 "), Is.EqualTo(Store.Vault.BlindIndex("member", "AB1")).And.Not.EqualTo(next.BlindIndex("name", "AB1")));
    }
}
