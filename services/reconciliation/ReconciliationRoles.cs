using Healthcare.ServiceDefaults;

namespace Healthcare.Reconciliation;

/// <summary>Who may see and do what with money.</summary>
internal static class ReconciliationRoles
{
    public const string CashPosting = "cash-posting";
    public const string VarianceAnalyst = "payment-variance-analyst";
    public const string GlAccountant = "gl-accountant";

    public const string CreditBalances = "credit-balance-specialist";

    /// <summary>Everyone whose work is money, and compliance.</summary>
    public static readonly string Readers = Policies.AnyOf(
        Policies.Role(CashPosting),
        Policies.Role(VarianceAnalyst),
        Policies.Role(GlAccountant),
        Policies.Role("finance-supervisor"),
        Policies.Role("controller"),
        Policies.Role(CreditBalances),
        Policies.Role("biller"),
        Policies.Role("claims-operations"),
        Policies.Compliance);
}
