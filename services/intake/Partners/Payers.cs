using Healthcare.Fhir;

namespace Healthcare.Intake.Partners;

/// <summary>How a payer is named by partners, section <c>Payers:&lt;payer id&gt;</c>.</summary>
internal sealed class PayerOptions
{
    public string? Npi { get; init; }

    /// <summary>National Association of Insurance Commissioners company code.</summary>
    public string? Naic { get; init; }

    /// <summary>Further identifiers that partners name it by, such as a clearinghouse's payer id.</summary>
    public IReadOnlyList<string> Identifiers { get; init; } = [];

    /// <summary>Names that partners write when they have no identifier; compared without regard to case.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>The payers that this organization works with.</summary>
internal sealed class Payers(IReadOnlyDictionary<string, PayerOptions> known)
{
    public static Payers From(IConfiguration configuration) =>
        new(configuration.GetSection("Payers").Get<Dictionary<string, PayerOptions>>() ?? new Dictionary<string, PayerOptions>(StringComparer.Ordinal));

    /// <summary>The payer's partner id, and the identifier that it was named by.</summary>
    public (string PayerId, string Identifier)? Find(OrganizationFacts organization)
    {
        foreach (var (payerId, payer) in known)
        {
            if (organization.Identifiers.FirstOrDefault(i => Names(payer, i)) is { Value: { } identifier }) return (payerId, identifier);
        }

        // A name alone is taken only when no identifier says otherwise.
        if (organization.PayerIdentifier is not null || organization.Name is not { } name) return null;
        foreach (var (payerId, payer) in known)
        {
            if (payer.Names.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase)) return (payerId, payer.Npi ?? payer.Naic ?? (payer.Identifiers is [var first, ..] ? first : payerId));
        }

        return null;
    }

    private static bool Names(PayerOptions payer, Identifier identifier) => identifier switch
    {
        { Value: null } => false,
        { System: FhirSystems.Npi } => identifier.Value == payer.Npi,
        { System: FhirSystems.Naic } => identifier.Value == payer.Naic,
        _ => payer.Identifiers.Contains(identifier.Value, StringComparer.Ordinal),
    };
}
