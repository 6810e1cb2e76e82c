namespace Healthcare.X12;

/// <summary>In which order the guides let the segments of a loop stand, so that what was kept is written in its place.</summary>
internal static class ClaimOrder
{
    internal static readonly string[] Claim =
        ["CLM", "DTP", "CL1", "DN1", "DN2", "PWK", "CN1", "AMT", "REF", "K3", "NTE", "CR1", "CR2", "CR3", "CR5", "CR6", "CR8", "CRC", "HI", "QTY", "HCP", "CR7", "HSD"];

    internal static readonly string[] Line =
        ["LX", "SV1", "SV2", "SV3", "TOO", "SV5", "PWK", "CR1", "CR3", "CR5", "CRC", "DTP", "QTY", "MEA", "CN1", "REF", "AMT", "K3", "NTE", "PS1", "HSD", "HCP"];

    internal static readonly string[] OtherInsurance = ["SBR", "CAS", "AMT", "DMG", "OI", "MIA", "MOA"];

    internal static readonly string[] BillingProvider = ["PRV", "CUR"];

    internal static readonly string[] Subscriber = ["SBR", "PAT"];

    internal static readonly string[] Patient = ["PAT"];

    /// <summary>Where the loops under a service line begin: drug, providers, other payers' decisions, forms.</summary>
    internal static readonly string[] LineLoops = ["LIN", "NM1", "SVD", "LQ"];
}
