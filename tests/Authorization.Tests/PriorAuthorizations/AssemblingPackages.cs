using System.Text;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class AssemblingPackages
{
    private static readonly (string, string?)[] Configured =
        [("Partners:maryland-capital:Endpoints:pas-submit", "http://127.0.0.1/"), ("Partners:maryland-capital:Name", "Maryland Capital")];

    [Test]
    public async Task The_bundle_asks_for_each_item_with_the_documents_inline()
    {
        await using var provider = Store.New(Configured);
        var document = await KeepAsync(provider, "A note");
        await Store.DecidedAsync(provider, Requesting(Asked with { Documents = [new KeptDocument("D-1", document, "11505-5", new string('c', 64))] }));
        var command = Packed(await AssembleAsync(provider));
        var submission = await ReadAsync(provider, command.Package.BundleOriginalId);
        Assert.Multiple(() =>
        {
            Assert.That(submission.Request.TraceNumber.Value, Is.EqualTo(AuthorizationId.ToString("N")));
            Assert.That(submission.Request.BundleIdentifier.Value, Is.EqualTo(command.Package.BundleId));
            Assert.That(submission.Request.Items.Select(i => (i.Sequence, i.Service.System, i.Service.Code, i.Quantity)), Is.EqualTo(new[]
            {
                (1, FhirSystems.X12ServiceType, "3", (decimal?)1), (2, FhirSystems.Cpt, "99243", 4),
            }));
            Assert.That(submission.Request.Items.Select(i => i.ServicedFrom), Is.All.EqualTo(new DateOnly(2026, 3, 9)));
            Assert.That(submission.Request.Coverage.MemberNumber, Is.EqualTo("MZYX0001"));
            Assert.That((submission.Request.Requestor.Npi, submission.Request.Practitioner?.Npi), Is.EqualTo(("1588667646", "1588667638")));
            Assert.That(submission.Request.Insurer?.Npi, Is.EqualTo("1234567893"));
            Assert.That(submission.Request.Documents.Select(d => Encoding.UTF8.GetString(d.Content.Span)), Is.EqualTo(new[] { "A note" }));
            Assert.That((command.Package.Attached, command.Package.IsEndpointKnown), Is.EqualTo((1, true)));
        });
    }

    [Test]
    public async Task An_erased_document_leaves_the_manifest_incomplete()
    {
        await using var provider = Store.New(Configured);
        await Store.DecidedAsync(provider, Requesting(Asked with { Documents = [new KeptDocument("D-1", Guid.CreateVersion7(), "11505-5", new string('c', 64))] }));
        var command = Packed(await AssembleAsync(provider));
        Assert.That((command.Package.Documents.Count, command.Package.Attached), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task What_PAS_demands_and_the_packet_lacks_is_named()
    {
        await using var provider = Store.New(Configured);
        var packet = Packet with { Coverage = Packet.Coverage with { Relationship = "spouse" } };
        await Store.DecidedAsync(provider, Requesting() with { Packet = Sealed.For(PatientId, packet) });
        Assert.That(((ReturnPackage)await AssembleAsync(provider)).Requirements, Is.EqualTo(new[] { "missing-subscriber" }));
    }

    [Test]
    public async Task Of_an_erased_patient_there_is_nothing_to_send()
    {
        await using var provider = Store.New(Configured);
        await Store.DecidedAsync(provider, Requesting());
        await provider.GetRequiredService<Vault>().EraseAsync(PatientId, CancellationToken.None);
        Assert.That(((ReturnPackage)await AssembleAsync(provider)).Requirements, Is.EqualTo(new[] { "patient-erased" }));
    }

    private static AssemblePackage Packed(PriorAuthorizationCommand command) =>
        command as AssemblePackage ?? throw new AssertionException($"Returned: {string.Join(", ", (command as ReturnPackage)?.Requirements ?? [])}");

    private static async Task<PriorAuthorizationCommand> AssembleAsync(ServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PackageAssembly>().AssembleAsync(AuthorizationId, part2Consent: null, Noon, CancellationToken.None)
            ?? throw new AssertionException("There is nothing to assemble.");
    }

    private static async Task<Guid> KeepAsync(ServiceProvider provider, string text) =>
        await provider.GetRequiredService<OriginalStore>().KeepAsync(Encoding.UTF8.GetBytes(text), "text/plain", "intake", CancellationToken.None) is Keeping.Kept kept
            ? kept.Id.Value
            : throw new AssertionException("Not kept.");

    private static async Task<PasSubmission> ReadAsync(ServiceProvider provider, Guid originalId)
    {
        await using var kept = await provider.GetRequiredService<OriginalStore>().OpenAsync(new OriginalId(originalId), CancellationToken.None);
        var read = PasRequest.Read(kept is null ? [] : await kept.ReadAllAsync(CancellationToken.None));
        Assert.That(read.Issues, Is.Empty);
        return read.Value ?? throw new AssertionException("The bundle cannot be read.");
    }
}
