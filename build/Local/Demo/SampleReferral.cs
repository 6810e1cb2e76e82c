namespace Healthcare.Local.Demo;

/// <summary>What a referral of ours asks for; the same id is the same referral.</summary>
internal sealed record SampleReferral(string Id, int Number)
{
    /// <summary>CPT or HCPCS code; by the number when none is named.</summary>
    public string? Procedure { get; init; }

    /// <summary>FHIR request priority.</summary>
    public string Priority { get; init; } = "routine";

    /// <summary>LOINC codes of the documents that come along; a history and physical when none is named.</summary>
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>The member's number at the payer.</summary>
    public string Member => $"M{Id}";
}
