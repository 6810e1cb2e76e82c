namespace Healthcare.Authorization;

/// <summary>Who asks payers, section <c>Authorization</c>.</summary>
public sealed class AuthorizationOptions
{
    /// <summary>Start of every fullUrl in what is sent to payers.</summary>
    public string FhirBaseUrl { get; set; } = "https://healthcare.example/fhir";

    public OrganizationOptions Organization { get; set; } = new();

    /// <summary>A booked day this many days ahead, or fewer, hurries what is still open.</summary>
    public int ServiceDateNearDays { get; set; } = 3;

    /// <summary>The organization that requests authorizations; what it leaves out is taken from the referral's requester.</summary>
    public sealed class OrganizationOptions
    {
        public string? Name { get; set; }

        public string? Npi { get; set; }

        /// <summary>Nine digits; with a 9 before it the originator of traces (TRN03).</summary>
        public string TaxNumber { get; set; } = "000000000";

        /// <summary>ISA06 and GS02, as payers know it.</summary>
        public string EdiId { get; set; } = "HEALTHCARE";
    }
}

/// <summary>How the product refers to itself in what it sends; identifiers that say nothing about a person.</summary>
internal static class OwnSystems
{
    public const string Patient = "urn:healthcare:patient";
    public const string Authorization = "urn:healthcare:authorization";
    public const string AuthorizationItem = "urn:healthcare:authorization-item";
    public const string CoverageCheck = "urn:healthcare:coverage-check";
    public const string PasBundle = "urn:healthcare:pas-bundle";
}
