using System.Security.Cryptography;
using System.Text;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.Requirements;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Asks the catalogue, builds what goes to the payer by the transport that the payer takes, and keeps it, so that every resend sends the same bytes.</summary>
internal sealed class PackageAssembly(
    Streams<PriorAuthorizationCommand> authorizations, OriginalStore originals, Vault vault, PayerDirectory payers, IEnumerable<IAuthorizationTransport> transports)
{
    /// <summary>What follows for an authorization whose cover stands; nothing when it has its package already.</summary>
    public async Task<IReadOnlyList<PriorAuthorizationCommand>> PrepareAsync(Guid authorizationId, DateTimeOffset at, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        return await PrepareAsync(authorizationId, state, at, cancel);
    }

    /// <summary>The same for a state that is not stored yet.</summary>
    public async Task<IReadOnlyList<PriorAuthorizationCommand>> PrepareAsync(Guid authorizationId, PriorAuthorization state, DateTimeOffset at, CancellationToken cancel)
    {
        var commands = new List<PriorAuthorizationCommand>();
        if (state is PriorAuthorization.Assembling { File.Requirement: null } assembling)
        {
            var today = DateOnly.FromDateTime(at.UtcDateTime);
            var find = new FindRequirement(RequirementCatalogue.Current.Find(assembling.Request.PayerId, assembling.Request.Items, assembling.Request.ServiceDate, today), at);
            commands.Add(find);
            state = After(state, find);
        }

        var isReady = state is PriorAuthorization.Assembling or PriorAuthorization.Incomplete && state is PriorAuthorization.Begun { File.Missing.Count: 0 };
        if (isReady) commands.Add(await PackAsync(authorizationId, (PriorAuthorization.Begun)state, part2Consent: null, at, cancel));
        return commands;
    }

    /// <summary>The package of an authorization; null when it has gone out already, or waits for documents.</summary>
    public async Task<PriorAuthorizationCommand?> AssembleAsync(Guid authorizationId, string? part2Consent, DateTimeOffset at, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        return state is PriorAuthorization.Assembling or PriorAuthorization.Incomplete or PriorAuthorization.Held && state is PriorAuthorization.Begun { File.Missing.Count: 0 } begun
            ? await PackAsync(authorizationId, begun, part2Consent, at, cancel)
            : null;
    }

    /// <summary>A change of what the payer has, or the codes of why none can be written.</summary>
    public async Task<(Package? Package, IReadOnlyList<string> Problems)> ChangeAsync(
        Guid authorizationId, PriorAuthorization.Packed state, string purpose, IReadOnlyList<RequestedItem> items, DateTimeOffset at, CancellationToken cancel)
    {
        if (await vault.OpenAsync(state.File.Packet, cancel) is not { } packet) return (null, [PriorAuthorizationRefusals.Erased.Code]);
        var known = state is PriorAuthorization.Received received ? received.Items : [.. state.File.Needed.Select(i => new PriorAuthorization.Item(i))];
        var change = new ChangeAsk(state.File.Updates + 1, purpose, items, known) { First = await FirstAsync(state.File, cancel) };
        var documents = await DocumentsAsync(state.File, packet, cancel);
        var ask = new AuthorizationAsk(authorizationId, state.File, packet, documents, at) { Change = change };
        return await KeepAsync(ask, state.Package.Transport, state.Package.Part2Consent, cancel);
    }

    /// <summary>What an authorization would be asked with, for what is no submission.</summary>
    public async Task<AuthorizationAsk?> AskAsync(Guid authorizationId, PriorAuthorization.Begun state, DateTimeOffset at, CancellationToken cancel) =>
        await vault.OpenAsync(state.File.Packet, cancel) is { } packet ? new AuthorizationAsk(authorizationId, state.File, packet, [], at) : null;

    /// <summary>The state after a command, decided beforehand to know what to build.</summary>
    public static PriorAuthorization After(PriorAuthorization state, PriorAuthorizationCommand command) =>
        PriorAuthorizationDecider.Decide(state, command).Events.Aggregate(state, PriorAuthorization.Evolve);

    private async Task<PriorAuthorizationCommand> PackAsync(Guid authorizationId, PriorAuthorization.Begun state, string? part2Consent, DateTimeOffset at, CancellationToken cancel)
    {
        if (await vault.OpenAsync(state.File.Packet, cancel) is not { } packet) return new ReturnPackage([PriorAuthorizationRefusals.Erased.Code], at);
        var documents = await DocumentsAsync(state.File, packet, cancel);
        var ask = new AuthorizationAsk(authorizationId, state.File, packet, documents, at);
        var (package, problems) = await KeepAsync(ask, state.Request.Payer?.Transport, part2Consent, cancel);
        return package is null ? new ReturnPackage(problems, at) : new AssemblePackage(package, at);
    }

    private async Task<(Package? Package, IReadOnlyList<string> Problems)> KeepAsync(AuthorizationAsk ask, string? transport, string? part2Consent, CancellationToken cancel)
    {
        // What people carry over is kept in the fullest form that there is.
        var writer = transports.First(t => t.Name == (transport is null or Transports.Manual ? Transports.Pas : transport));
        var written = writer.Write(ask);
        if (written.Problems.Count > 0) return (null, written.Problems);
        if (await originals.KeepAsync(written.Bytes, AuthorizationTransport.MediaTypeOf(transport), "authorization", cancel) is not Keeping.Kept kept) return (null, ["package-too-large"]);
        var facts = ask.File.Request;
        await originals.AssignAsync(kept.Id, facts.PatientId, cancel);
        return (
            new Package
            {
                ManifestHash = ManifestHash(ask.File),
                Documents = [.. ask.File.Documents.Select(d => d.DocumentId)],
                Attached = ask.Documents.Count,
                BundleOriginalId = kept.Id.Value,
                BundleId = written.BundleId,
                TraceNo = written.TraceNo,
                SignedBy = Codes.Of(facts.ReferrerNpi),
                IsEndpointKnown = transport == Transports.Manual || payers.HasEndpoint(facts.PayerId, AuthorizationTransport.KindOf(transport)),
                Part2Consent = Codes.Of(part2Consent),
                Transport = transport is null or Transports.Pas ? null : transport,
            },
            []);
    }

    private static string ManifestHash(Dossier file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', file.Documents.Select(d => $"{d.DocumentId} {d.Sha256}").Prepend(file.Request.PacketHash)))));

    private async Task<ReadOnlyMemory<byte>> FirstAsync(Dossier file, CancellationToken cancel)
    {
        if (file.FirstPayloadId is not { } first) return default;
        await using var content = await originals.OpenAsync(new OriginalId(first), cancel);
        return content is null ? default : await content.ReadAllAsync(cancel);
    }

    private async Task<List<DocumentFacts>> DocumentsAsync(Dossier file, ReferralPacket packet, CancellationToken cancel)
    {
        var documents = new List<DocumentFacts>(file.Documents.Count);
        foreach (var kept in file.Documents)
        {
            await using var content = await originals.OpenAsync(new OriginalId(kept.OriginalId), cancel);
            if (content is null) continue;
            documents.Add(new DocumentFacts
            {
                Loinc = kept.TypeLoinc,
                ContentType = content.Original.MediaType,
                Title = packet.Documents.FirstOrDefault(d => d.Id == kept.DocumentId)?.Title,
                Content = await content.ReadAllAsync(cancel),
            });
        }

        return documents;
    }
}
