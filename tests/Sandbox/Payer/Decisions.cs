using Healthcare.Fhir;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Payer;

/// <summary>What a payer answers to each item, by behaviour; PAS decides item by item.</summary>
internal static class Decisions
{
    internal const string Usual = "pend-approve";
    private const int CertifiedDays = 180;

    /// <summary>The answer at once, and the behaviour that decides later; null where nothing follows by itself.</summary>
    internal static (string Now, string? Later) Split(string behaviour) => behaviour switch
    {
        "pend" or "documents" => (behaviour, null),
        _ when behaviour.StartsWith("pend-", StringComparison.Ordinal) => ("pend", behaviour["pend-".Length..]),
        _ => (behaviour, null),
    };

    /// <summary>What a change of a request is answered with: a withdrawal is confirmed, and the information asked for is asked for no second time.</summary>
    internal static string OfUpdate(PasSubmission update, string? behaviour) => (update.IsCancellation, behaviour) switch
    {
        (true, null or Usual) => "cancel",
        (_, null or "documents") => Usual,
        (_, var told) => told,
    };

    internal static PasResponse Answer(AuthorizationFile file, string behaviour, string? reason, string? text, bool final, DateTimeOffset now)
    {
        var request = file.Submission.Request;
        var response = new PasResponse { ResponseId = ResponseId(file, final), CreatedAt = now };
        if (behaviour == "error") return response with { Outcome = "error", Errors = [new PasError(reason ?? "33", "Bundle.entry[0].resource", null, "C")] };
        var decisions = request.Items.Select(i => Decide(file, i, behaviour, reason, text, now)).ToList();
        var certified = decisions.Find(d => d.CertificationNumber is not null);
        return response with
        {
            Decisions = decisions,
            PreAuthRef = certified?.CertificationNumber,
            From = certified?.From,
            To = certified?.To,
        };
    }

    private static string ResponseId(AuthorizationFile file, bool final) =>
        Derived.Id(final ? "D" : "R", file.PayerId, file.Submission.Request.BundleIdentifier.System ?? "", file.Submission.Request.BundleIdentifier.Value ?? "");

    private static PasDecision Decide(AuthorizationFile file, PasItem item, string behaviour, string? reason, string? text, DateTimeOffset now)
    {
        var decision = new PasDecision { Sequence = item.Sequence, Action = ReviewAction.Unknown, TraceNumber = item.TraceNumber };
        var cancelled = item.CertificationType == PasCertificationType.Cancel;
        return (cancelled ? "cancel" : behaviour) switch
        {
            "cancel" => decision with { Action = ReviewAction.Cancelled },
            "pend" => decision with { Action = ReviewAction.Pended, AdministrationReferenceNumber = file.Number, ReasonCode = reason, ReasonText = text ?? "Clinical review" },
            "documents" => decision with { Action = ReviewAction.Pended, AdministrationReferenceNumber = file.Number, ReasonCode = reason ?? "0U", ReasonText = text ?? "Send the clinical note of the last visit" },
            "deny" => Denied(decision, reason, text),
            "deny-without-reason" => decision with { Action = ReviewAction.NotCertified },
            "mixed" when item.Sequence % 2 == 0 => Denied(decision, reason, text),
            "contact" => decision with { Action = ReviewAction.ContactPayer, ReasonText = text ?? "Call utilization management" },
            "partial" => Certified(file, item, decision with { Action = ReviewAction.CertifiedPartial, Units = Half(item.Quantity) }, now),
            "modify" => Certified(file, item, decision with { Action = ReviewAction.Modified, Units = Half(item.Quantity), Service = item.Service, ReasonText = text ?? "Units reduced" }, now),
            _ => Certified(file, item, decision with { Action = ReviewAction.CertifiedInTotal, Units = item.Quantity ?? 1 }, now),
        };
    }

    private static PasDecision Denied(PasDecision decision, string? reason, string? text) =>
        decision with { Action = ReviewAction.NotCertified, ReasonCode = reason ?? "0F", ReasonText = text ?? "The documentation does not support medical necessity" };

    private static PasDecision Certified(AuthorizationFile file, PasItem item, PasDecision decision, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = item.ServicedFrom is { } asked && asked < today ? asked : today;
        var to = item.ServicedTo is { } until && until > today ? until : today;
        return decision with
        {
            CertificationNumber = Derived.Id("AU", file.Number),
            IssuedOn = FhirDate.Of(today),
            From = FhirDate.Of(from),
            To = FhirDate.Of(to.AddDays(CertifiedDays)),
            Service = decision.Service ?? item.Service,
        };
    }

    private static decimal Half(decimal? quantity) => Math.Max(1, Math.Floor((quantity ?? 1) / 2));
}
