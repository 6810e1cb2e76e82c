using Healthcare.EventStore;
using Healthcare.Hl7v2;

namespace Healthcare.Intake.Partners;

/// <summary>A partner's profile as it is found.</summary>
public sealed record PartnerDocument(long Version, PartnerProfile Profile);

/// <summary>Partners by their stream, and by the application and facility that their HL7 messages name.</summary>
internal sealed class PartnerView : View<PartnerDocument>
{
    public const string All = "all";

    public override string Name => "partners_v1";

    public override string? InlineOf => PartnerAggregate.Name;

    public static string OfSender(string? application, string? facility) => $"hl7:{application}|{facility}";

    public override PartnerDocument? Apply(string key, PartnerDocument? document, object happened, EventEnvelope envelope) =>
        happened is PartnerEvent e && Partner.Evolve(new Partner(document?.Profile), e).Profile is { } profile ? new PartnerDocument(envelope.Version, profile) : document;

    public override IEnumerable<string> TermsOf(PartnerDocument document) => [All, .. document.Profile.Hl7.Select(s => OfSender(s.Application, s.Facility))];

    public override string SortOf(PartnerDocument document) => document.Profile.Id;
}

/// <summary>Who may send, and by which channel.</summary>
internal sealed class PartnerRegistry(Views<PartnerDocument> partners)
{
    /// <summary>Null for a partner that is in no register; its token vouches for it all the same.</summary>
    public async Task<PartnerProfile?> FindAsync(string partnerId, CancellationToken cancel) => (await partners.FindAsync(PartnerAggregate.IdOf(partnerId), cancel))?.Profile;

    /// <summary>The partner that a message's header names. Nobody vouches for a connection but the register.</summary>
    public async Task<PartnerProfile?> FindAsync(Msh header, CancellationToken cancel)
    {
        var term = PartnerView.OfSender(header.SendingApplication?.NamespaceId, header.SendingFacility?.NamespaceId);
        return (await partners.PageAsync(term, after: null, limit: 2, cancel)).Documents is [var only] ? only.Profile : null;
    }
}

/// <summary>Partners that configuration names, section <c>PartnerRegistry:&lt;partner id&gt;</c>.</summary>
internal sealed class PartnerSeed
{
    public string? Name { get; init; }

    public string? Npi { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyList<Hl7SenderSeed>? Hl7 { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }

    internal sealed class Hl7SenderSeed
    {
        public string Application { get; init; } = "";

        public string Facility { get; init; } = "";
    }

    public PartnerProfile ToProfile(string id) => new()
    {
        Id = id,
        Name = Name ?? id,
        Npi = Npi,
        Channels = Channels ?? ["fhir", "hl7v2", "mllp", "portal"],
        Hl7 = [.. (Hl7 ?? []).Select(s => new Hl7Sender(s.Application, s.Facility))],
        Sources = Sources ?? [],
    };
}

/// <summary>Enters the configured partners when the service starts; what is there already stays as people left it.</summary>
internal sealed class PartnerSeeding(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, seed) in configuration.GetSection("PartnerRegistry").Get<Dictionary<string, PartnerSeed>>() ?? [])
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Streams<PartnerCommand>>()
                .ExecuteAsync(PartnerAggregate.IdOf(id), new SeedPartner(seed.ToProfile(id), EventCodec.Microseconds(clock.GetUtcNow())), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
