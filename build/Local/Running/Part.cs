namespace Healthcare.Local.Running;

/// <summary>One process of the system.</summary>
internal sealed record Part(string Name, string Project, string Assembly, int UsualPort)
{
    public static readonly IReadOnlyList<Part> Services =
    [
        new("intake", "services/intake", "Healthcare.Intake", 5081),
        new("authorization", "services/authorization", "Healthcare.Authorization", 5082),
        new("scheduling", "services/scheduling", "Healthcare.Scheduling", 5083),
        new("billing", "services/billing", "Healthcare.Billing", 5084),
        new("reconciliation", "services/reconciliation", "Healthcare.Reconciliation", 5085),
        new("audit", "services/audit", "Healthcare.Audit", 5086),
    ];

    public static readonly Part Gateway = new("gateway", "gateway", "Healthcare.Gateway", 5080);

    public static readonly Part Sandbox = new("sandbox", "tests/Sandbox", "Healthcare.Sandbox", 5090);

    public static IEnumerable<Part> All => [Sandbox, .. Services, Gateway];
}
