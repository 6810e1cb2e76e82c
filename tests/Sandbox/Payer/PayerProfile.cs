namespace Healthcare.Sandbox.Payer;

/// <summary>A payer that the sandbox plays; section <c>Sandbox:Payers:&lt;id&gt;</c>.</summary>
internal sealed record PayerProfile
{
    public string Name { get; set; } = "MARYLAND CAPITAL INSURANCE COMPANY";

    /// <summary>Identifiers by which NM1*PR, Claim.insurer or CLM may name it: NPI, payer id, NAIC.</summary>
    public string[] Identifiers { get; set; } = [];

    /// <summary>Nine digits; <c>1</c> and this is TRN03 and BPR10.</summary>
    public string TaxNumber { get; set; } = "522345678";

    public string Line { get; set; } = "200 SAINT PAUL PLACE";

    public string City { get; set; } = "BALTIMORE";

    public string State { get; set; } = "MD";

    public string PostalCode { get; set; } = "21202";

    internal string OriginatorId => $"1{TaxNumber}";
}

/// <summary>The payers by id; Maryland Capital, which speaks PAS and X12 270, and Atlantic Mutual, which speaks X12 278 and FHIR eligibility, are there untold.</summary>
internal static class PayerProfiles
{
    internal const string Usual = "maryland-capital";
    private static readonly Dictionary<string, PayerProfile> Known = new(StringComparer.Ordinal)
    {
        [Usual] = new PayerProfile { Identifiers = ["1234567893"] },
        ["atlantic-mutual"] = new PayerProfile
        {
            Name = "ATLANTIC MUTUAL HEALTH PLAN", Identifiers = ["1098765435"], TaxNumber = "522345679", Line = "12 HARBOR WALK", City = "ANNAPOLIS", State = "MD", PostalCode = "21401",
        },
    };

    internal static PayerProfile? Find(this SandboxOptions options, string payerId) =>
        options.Payers.TryGetValue(payerId, out var told) ? told : Known.GetValueOrDefault(payerId);

    /// <summary>The payer that an identifier names: its own id, or one of its numbers.</summary>
    internal static (string Id, PayerProfile Profile)? Named(this SandboxOptions options, string? identifier)
    {
        if (identifier is null) return null;
        foreach (var id in options.Payers.Keys.Concat(Known.Keys))
        {
            if (options.Find(id) is { } profile && profile.Answers(id, identifier)) return (id, profile);
        }

        return null;
    }

    /// <summary>Another payer than this one, always the same.</summary>
    internal static (string Id, PayerProfile Profile)? Other(this SandboxOptions options, string payerId)
    {
        foreach (var id in options.Payers.Keys.Concat(Known.Keys).Where(id => id != payerId).Order(StringComparer.Ordinal))
        {
            if (options.Find(id) is { } profile) return (id, profile);
        }

        return null;
    }

    internal static bool Answers(this PayerProfile profile, string id, string? identifier) =>
        identifier is not null && (identifier.Equals(id, StringComparison.OrdinalIgnoreCase) || profile.Identifiers.Contains(identifier, StringComparer.OrdinalIgnoreCase));
}
