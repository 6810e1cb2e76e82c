namespace Healthcare.Sandbox.Scripts;

/// <summary>Names of what partners can be told to do.</summary>
internal static class Behaviours
{
    internal const string Fail = "500";
    internal const string Lost = "lost";
    internal const string Late = "late";
    internal const string Never = "never";
    internal const string Twice = "twice";
    internal const string Garbage = "garbage";
    internal const string Gone = "410";
}

/// <summary>The steps of a case at which a partner acts, and what it can be told at each; the first behaviour is what it does untold.</summary>
internal static class Steps
{
    internal const string Eligibility = "eligibility";
    internal const string Authorization = "authorization";
    internal const string Notification = "notification";
    internal const string Inquiry = "inquiry";
    internal const string Claim = "claim";
    internal const string Status = "status";
    internal const string Acknowledgement = "acknowledgement";
    internal const string Remittance = "remittance";
    internal const string Deposit = "deposit";
    internal const string Journal = "journal";
    internal const string Appointment = "appointment";
    internal const string Encounter = "encounter";
    internal const string Webhook = "webhook";

    internal static readonly IReadOnlyDictionary<string, string[]> All = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Authorization] =
        [
            "pend-approve", "approve", "deny", "modify", "partial", "mixed", "pend-deny", "pend-modify", "pend-partial", "pend-mixed", "pend", "documents", "contact", "error", "cancel", "pend-cancel",
            "deny-without-reason", "pend-deny-without-reason", "refuse",
            Behaviours.Fail, Behaviours.Lost, Behaviours.Late, Behaviours.Never, Behaviours.Garbage,
        ],
        [Notification] = ["send", Behaviours.Late, Behaviours.Never, Behaviours.Twice, Behaviours.Garbage, "deny-without-reason"],
        [Eligibility] = ["active", "inactive", "not-found", "unavailable", Behaviours.Fail, Behaviours.Late, Behaviours.Never, Behaviours.Garbage],
        [Inquiry] = ["answer", Behaviours.Fail, Behaviours.Late, Behaviours.Never, Behaviours.Garbage],
        [Claim] =
        [
            "accept", "reject-interchange", "reject-set", "reject-claim", "request-records", Behaviours.Twice, Behaviours.Fail, Behaviours.Lost, Behaviours.Late, Behaviours.Never, Behaviours.Garbage,
        ],
        [Status] = ["answer", "pending", "final", "not-found", "error", Behaviours.Fail, Behaviours.Late, Behaviours.Never, Behaviours.Twice, Behaviours.Garbage],
        [Acknowledgement] = ["take", Behaviours.Fail, Behaviours.Lost, Behaviours.Late, Behaviours.Never],
        [Remittance] =
        [
            "pay", "deny", "short-pay", "take-back", "take-back-earlier", "recoup", "adjust", "apply-balance", "secondary", "crossover-unnamed", "out-of-balance", "unknown-claim", Behaviours.Late, Behaviours.Never, Behaviours.Twice, Behaviours.Garbage,
        ],
        [Deposit] = ["post", "first", "wrong-amount", "wrong-trace", Behaviours.Late, Behaviours.Never, Behaviours.Twice, Behaviours.Garbage],
        [Journal] = ["post", "period-closed", Behaviours.Fail, Behaviours.Lost, Behaviours.Late, Behaviours.Never, Behaviours.Garbage],
        [Appointment] = ["take", "refuse", Behaviours.Fail, Behaviours.Lost, Behaviours.Late, Behaviours.Never, Behaviours.Garbage],
        [Webhook] = ["take", Behaviours.Gone, Behaviours.Fail, Behaviours.Lost, Behaviours.Late, Behaviours.Never],
        [Encounter] = ["attend", "no-show", "cancel", "wrong-practitioner", "wrong-place", Behaviours.Late, Behaviours.Never, Behaviours.Twice, Behaviours.Garbage],
    };

    /// <summary>Names that a match may use, each with the steps that have such an identifier, likeliest first.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Names = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["next"] = [],
        ["id"] = [],
        ["trackingId"] = [],
        ["bundle"] = [Authorization, Notification],
        ["claim"] = [Authorization, Notification, Inquiry],
        ["trace"] = [Authorization, Notification, Eligibility],
        ["patient"] = [Authorization, Notification, Encounter],
        ["member"] = [Authorization, Notification, Eligibility, Claim, Remittance, Deposit],
        ["patientControlNumber"] = [Claim, Remittance, Deposit, Status],
        ["interchange"] = [Claim, Remittance, Deposit, Acknowledgement],
        ["group"] = [Acknowledgement],
        ["payment"] = [Remittance, Deposit],
        ["externalRef"] = [Journal],
        ["period"] = [Journal],
        ["stage"] = [Webhook],
        ["appointment"] = [Appointment, Encounter],
        ["practitioner"] = [Appointment, Encounter],
    };

    internal static bool IsSynchronous(string step) => step is Eligibility or Authorization or Inquiry or Journal or Appointment or Acknowledgement or Webhook;

    /// <summary>The step that a script without one means: the likeliest for its identifiers that knows the behaviour.</summary>
    internal static string? Infer(IEnumerable<string> names, string behaviour) =>
        names.SelectMany(n => Names.TryGetValue(n, out var steps) ? steps : []).Concat(All.Keys).FirstOrDefault(s => All[s].Contains(behaviour, StringComparer.Ordinal));
}
