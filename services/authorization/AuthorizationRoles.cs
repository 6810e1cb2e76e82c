using Healthcare.ServiceDefaults;

namespace Healthcare.Authorization;

/// <summary>Who works here.</summary>
internal static class AuthorizationRoles
{
    public const string Specialist = "authorization-specialist";
    public const string Lead = "authorization-lead";

    public const string FinancialClearance = "financial-clearance";

    /// <summary>Whoever the ordering provider lets gather documents.</summary>
    public const string ProvidersDelegate = "ordering-provider-delegate";

    /// <summary>People who act on authorizations.</summary>
    public static readonly string Specialists = Policies.AnyOf(Policies.Role(Specialist), Policies.Role(Lead));

    /// <summary>People who clear a patient's cover.</summary>
    public static readonly string Clearance = Policies.AnyOf(Policies.Role(Specialist), Policies.Role(Lead), Policies.Role(FinancialClearance), Policies.Role("front-desk"));

    /// <summary>People who may hand in a document.</summary>
    public static readonly string Suppliers = Policies.AnyOf(Policies.Role(Specialist), Policies.Role(Lead), Policies.Role(ProvidersDelegate));

    /// <summary>People who may decide for the team: take back, void, ask anew.</summary>
    public static readonly string Leads = Policies.Role(Lead);

    /// <summary>People who choose what is done against a denial.</summary>
    public static readonly string Contesters = Policies.AnyOf(Policies.Role(Lead), Policies.Role("physician-advisor"));

    /// <summary>People who may look at one.</summary>
    public static readonly string Readers = Policies.AnyOf(Policies.Role(Specialist), Policies.Role(Lead), Policies.Role("scheduling-lead"), Policies.Role(FinancialClearance), Policies.Role(ProvidersDelegate), Policies.Role("physician-advisor"), Policies.Role("biller"), Policies.Compliance);
}
