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
    public const string Director = "operations-director";
    public const string Triage = "denials-triage-lead";
    public const string Documentation = "clinical-documentation";
    public const string CodingSpecialist = "coding-specialist";
    public const string Advisor = "physician-advisor";
    public const string Clinician = "clinician";

    public static readonly string Coders = Policies.Role(Coder);

    public static readonly string Billers = Policies.AnyOf(Policies.Role(Biller), Policies.Role(Lead));

    /// <summary>Those who know in which order payers pay.</summary>
    public static readonly string Coordinators = Policies.AnyOf(Policies.Role("cob-specialist"), Policies.Role(Biller), Policies.Role(ClaimsOperations), Policies.Role(Lead));

    /// <summary>Those who hold the codes of a denied claim against its records.</summary>
    public static readonly string CodingReviewers = Policies.AnyOf(Policies.Role(Coder), Policies.Role(CodingSpecialist));

    public static readonly string Documenters = Policies.AnyOf(Policies.Role(Documentation), Policies.Role(Clinician));

    /// <summary>Those who argue with a payer.</summary>
    public static readonly string Appellants = Policies.AnyOf(Policies.Role(Advisor), Policies.Role("appeals-nurse"), Policies.Role(Lead));

    /// <summary>Those who know which kind of exception a triple is.</summary>
    public static readonly string Classifiers = Policies.AnyOf(Policies.Role(Triage), Policies.Role(Lead), Policies.Role(Manager));

    /// <summary>Those who work denials, each the kinds that are theirs.</summary>
    public static readonly string Resolvers = Policies.AnyOf(
        Policies.Role(Biller), Policies.Role(Lead), Policies.Role(Triage), Policies.Role(Advisor), Policies.Role("appeals-nurse"), Policies.Role("authorization-specialist"), Policies.Role("referral-coordinator"),
        Policies.Role("financial-clearance"), Policies.Role("cob-specialist"), Policies.Role("financial-counsellor"), Policies.Role("patient-liaison"), Policies.Role("credentialing"),
        Policies.Role("payment-variance-analyst"), Policies.Role("credit-balance-specialist"));

    /// <summary>Those who may propose to give money up.</summary>
    public static readonly string Proposers = Policies.AnyOf(Policies.Role(Biller), Policies.Role(Lead), Policies.Role(Triage), Policies.Role("payment-variance-analyst"));

    /// <summary>Those who may approve it, lowest first; each amount names the least of them.</summary>
    public static readonly IReadOnlyList<string> ApproverRoles = [Lead, Manager, Director];

    public static readonly string Approvers = Policies.AnyOf(Policies.Role(Lead), Policies.Role(Manager), Policies.Role(Director));

    /// <summary>Those who have a claim sent again, each for the rejections that are theirs to correct.</summary>
    public static readonly string Submitters = Policies.AnyOf(Policies.Role(Biller), Policies.Role(Lead), Policies.Role(ClaimsOperations), Policies.Role(OnCall));

    /// <summary>People who may look at encounters and claims.</summary>
    public static readonly string Readers = Policies.AnyOf(
        Policies.Role(Coder), Policies.Role(Biller), Policies.Role(Lead), Policies.Role(ClaimsOperations), Policies.Role(OnCall), Policies.Role("payment-variance-analyst"),
        Policies.Role("authorization-specialist"), Policies.Role(Triage), Policies.Role(Documentation), Policies.Role(CodingSpecialist), Policies.Role(Advisor), Policies.Role("appeals-nurse"),
        Policies.Role(Clinician), Policies.Role(Manager), Policies.Role(Director), Policies.Role("referral-coordinator"), Policies.Role("financial-clearance"), Policies.Role("cob-specialist"),
        Policies.Role("financial-counsellor"), Policies.Role("patient-liaison"), Policies.Role("credentialing"), Policies.Role("credit-balance-specialist"), Policies.Compliance);
}
