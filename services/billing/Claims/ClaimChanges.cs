using Healthcare.Billing.Encounters;

namespace Healthcare.Billing.Claims;

/// <summary>What a corrected claim says otherwise; what is null stays as it was.</summary>
public sealed record ClaimChanges
{
    public static readonly ClaimChanges None = new();

    /// <summary>Procedure, modifiers and pointers of lines, by their numbers.</summary>
    public IReadOnlyList<LineCode>? Codes { get; init; }

    public IReadOnlyList<string>? Diagnoses { get; init; }

    /// <summary>REF*G1.</summary>
    public string? PriorAuthorization { get; init; }

    public string? PlaceOfService { get; init; }

    public string? PractitionerNpi { get; init; }

    public IReadOnlyList<SuppliedDocument>? Documents { get; init; }

    public ClaimContent Apply(ClaimContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content with
        {
            Diagnoses = Diagnoses ?? content.Diagnoses,
            PriorAuthorization = PriorAuthorization ?? content.PriorAuthorization,
            PlaceOfService = PlaceOfService ?? content.PlaceOfService,
            PractitionerNpi = PractitionerNpi ?? content.PractitionerNpi,
            Documents = Documents is { Count: > 0 } supplied ? [.. content.Documents ?? [], .. supplied] : content.Documents,
            Lines = Codes is { } codes ? [.. content.Lines.Select(l => Coded(l, codes.FirstOrDefault(c => c.Line == l.Number)))] : content.Lines,
        };
    }

    private static BilledLine Coded(BilledLine line, LineCode? code) =>
        code is null ? line : line with { Procedure = code.Procedure, Modifiers = code.Modifiers, DiagnosisPointers = code.DiagnosisPointers };
}
