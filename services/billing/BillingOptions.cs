namespace Healthcare.Billing;

/// <summary>Who bills, through whom, and at what prices; section <c>Billing</c>.</summary>
public sealed class BillingOptions
{
    /// <summary>The partner that claims are sent to.</summary>
    public string Clearinghouse { get; set; } = "clearhouse";

    /// <summary>The partner whose word on what was done counts.</summary>
    public string Ehr { get; set; } = "ehr";

    /// <summary>The diagnosis proposed where the referral gives none; a coder confirms or replaces it.</summary>
    public string DefaultDiagnosis { get; set; } = "Z00.00";

    /// <summary>ISA15: P production, T test.</summary>
    public string Usage { get; set; } = "P";

    public BatchOptions Batches { get; set; } = new();

    /// <summary>Who approves a write-off, by its amount, lowest first.</summary>
    public WriteOffLevel[] WriteOffLevels { get; set; } =
    [
        new() { UpTo = 250m, Role = "billing-lead" },
        new() { UpTo = 5000m, Role = "department-manager" },
        new() { UpTo = null, Role = "operations-director" },
    ];

    public OrganizationOptions Organization { get; set; } = new();

    public SubmitterOptions Submitter { get; set; } = new();

    public ChargeMasterOptions ChargeMaster { get; set; } = new();

    /// <summary>The names of those who render care, by NPI, as the payer knows them.</summary>
    public Dictionary<string, PractitionerOptions> Practitioners { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The least role that may approve this many dollars.</summary>
    public string ApproverOf(decimal amount) => WriteOffLevels.FirstOrDefault(l => l.UpTo is null || amount <= l.UpTo)?.Role ?? WriteOffLevels[^1].Role;

    /// <summary>How claims of one payer gather in a file.</summary>
    public sealed class BatchOptions
    {
        /// <summary>Claims in one file at most (005010X222A1 recommends at most 5,000 to a set).</summary>
        public int Size { get; set; } = 50;

        /// <summary>How long the oldest claim waits for others.</summary>
        public TimeSpan Age { get; set; } = TimeSpan.FromMilliseconds(100);
    }

    /// <summary>Who may approve a write-off.</summary>
    public sealed class WriteOffLevel
    {
        /// <summary>Dollars, at most; null for any amount.</summary>
        public decimal? UpTo { get; set; }

        public string Role { get; set; } = "";
    }

    /// <summary>The billing provider (2010AA).</summary>
    public sealed class OrganizationOptions
    {
        public string Name { get; set; } = "HARBOR HEALTH SYSTEM";

        public string Npi { get; set; } = "1588667638";

        /// <summary>Nine digits (REF*EI).</summary>
        public string TaxNumber { get; set; } = "521111111";

        public string Line { get; set; } = "1 QUAY STREET";

        public string City { get; set; } = "BALTIMORE";

        public string State { get; set; } = "MD";

        /// <summary>Nine digits, as 005010X222A1 asks of billing providers.</summary>
        public string PostalCode { get; set; } = "212010000";
    }

    /// <summary>Who sends files (1000A).</summary>
    public sealed class SubmitterOptions
    {
        /// <summary>ISA06, GS02 and NM109.</summary>
        public string EdiId { get; set; } = "HARBOR";

        public string ContactName { get; set; } = "CLAIMS OPERATIONS";

        public string ContactPhone { get; set; } = "4105550100";
    }

    /// <summary>A practitioner's name (2310B).</summary>
    public sealed class PractitionerOptions
    {
        public string Family { get; set; } = "";

        public string? Given { get; set; }
    }

    /// <summary>Prices as data.</summary>
    public sealed class ChargeMasterOptions
    {
        public string Version { get; set; } = "none";

        /// <summary>Prices by procedure (HCPCS or CPT).</summary>
        public Dictionary<string, PriceOptions> Procedures { get; set; } = new(StringComparer.Ordinal);

        /// <summary>The procedure that stands for a service type, by <c>system/code</c>.</summary>
        public Dictionary<string, string> Services { get; set; } = new(StringComparer.Ordinal);
    }

    /// <summary>A price in dollars for one unit, and what the payer's contract says it will pay of it.</summary>
    public sealed class PriceOptions
    {
        public decimal Charge { get; set; }

        public decimal? Expected { get; set; }
    }
}
