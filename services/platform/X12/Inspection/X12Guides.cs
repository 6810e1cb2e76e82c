namespace Healthcare.X12;

/// <summary>Which kind of transaction a set is: ST01 and, where one set serves several guides, the guide's number.</summary>
public static class X12Guides
{
    /// <summary>Such as 835, 837p, 277ca, 278; ST01 itself where the guide does not say more.</summary>
    public static string KindOf(string set, string? implementation) => set switch
    {
        "837" => "837" + (ClaimKindOf(implementation) ?? ""),
        "277" when Names(implementation, "X214", "X167") => "277ca",
        "277" when Names(implementation, "X313", "X213", "X150") => "277rfai",
        _ => set,
    };

    /// <summary>What the kind is to a person; null for sets that the product has no part in.</summary>
    public static string? NameOf(string kind) => kind switch
    {
        "835" => "remittance advice",
        "837p" => "professional claims",
        "837i" => "institutional claims",
        "837d" => "dental claims",
        "837" => "claims",
        "270" => "eligibility inquiry",
        "271" => "eligibility answer",
        "275" => "attachment",
        "276" => "claim status request",
        "277" => "claim status answer",
        "277ca" => "claim acknowledgement",
        "277rfai" => "request for additional information",
        "278" => "services review (prior authorization)",
        "997" => "functional acknowledgement (before 005010)",
        "999" => "implementation acknowledgement",
        "ta1" => "interchange acknowledgement",
        _ => null,
    };

    /// <summary>p, i or d by the guides of claims, encounters and predeterminations; null where the guide is none of them.</summary>
    internal static string? ClaimKindOf(string? implementation) => implementation switch
    {
        null => null,
        _ when Names(implementation, "X222", "X098", "X291", "X298") => "p",
        _ when Names(implementation, "X223", "X096", "X292", "X299") => "i",
        _ when Names(implementation, "X224", "X097", "X293", "X300") => "d",
        _ => null,
    };

    private static bool Names(string? implementation, params ReadOnlySpan<string> guides)
    {
        foreach (var guide in guides)
        {
            if (implementation?.Contains(guide, StringComparison.Ordinal) == true) return true;
        }

        return false;
    }
}
