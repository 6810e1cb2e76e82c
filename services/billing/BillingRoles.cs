using Healthcare.ServiceDefaults;

namespace Healthcare.Billing;

/// <summary>Who works here.</summary>
internal static class BillingRoles
{
    public const string Coder = "coder";
    public const string Biller = "biller";
    public const string ClaimsOperations = "claims-operations";
    public const string OnCall = "integration-on-call";
    public const string Lead = "billing-lead";
    public const string Manager = "department-manager";

    public static readonly string Coders = Policies.Role(Coder);

    public static readonly string Billers = Policies.AnyOf(Policies.Role(Biller), Policies.Role(Lead));

    /// <summary>Those who have a claim sent again, each for the rejections that are theirs to correct.</summary>
    public static readonly string Submitters = Policies.AnyOf(Policies.Role(Biller), Policies.Role(Lead), Policies.Role(ClaimsOperations), Policies.Role(OnCall));

    /// <summary>People who may look at encounters and claims.</summary>
    public static readonly string Readers = Policies.AnyOf(
        Policies.Role(Coder), Policies.Role(Biller), Policies.Role(Lead), Policies.Role(ClaimsOperations), Policies.Role(OnCall), Policies.Role("payment-variance-analyst"),
        Policies.Role("authorization-specialist"), Policies.Compliance);
}
