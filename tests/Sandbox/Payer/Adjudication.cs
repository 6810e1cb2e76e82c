using Healthcare.Sandbox.Clearinghouse;
using Healthcare.Sandbox.Scripts;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>What the payer pays for a claim, by its contract; every line and claim balances to the cent (005010X221A1 §1.10.2.1).</summary>
internal sealed class Adjudication(IOptions<SandboxOptions> options)
{
    private static readonly string[] Copaid = ["9920", "9921", "9924"];

    internal ClaimPayment Decide(ProfessionalClaim claim, int number, Script? script)
    {
        // What was denied and is replaced is paid: its second use of the script says that the denial was heard.
        var denied = script?.Behaviour == "deny" && !(claim.Frequency == "7" && script.Used > 1);
        var lines = claim.Lines.Select((l, at) => Decide(l, at + 1, script, denied)).ToList();
        var patient = claim.Patient ?? claim.Subscriber;
        return new ClaimPayment
        {
            Interchange = 1,
            Set = 1,
            Number = number,
            HeaderNumber = "1",
            ClaimId = script?.Behaviour == "unknown-claim" ? Wire.Derived.Id("NOT", claim.ClaimId) : claim.ClaimId,
            Status = denied ? "4" : "1",
            Charge = claim.Charge,
            Paid = lines.Sum(l => l.Paid),
            // CLP05 is left out where the patient owes nothing.
            PatientResponsibility = lines.SelectMany(l => l.Adjustments).Where(a => a.Group == "PR").Sum(a => a.Amount) is not 0 and var owed ? owed : null,
            FilingIndicator = claim.FilingIndicator ?? "12",
            PayerControlNumber = Acknowledgements.PayerClaimNumber(claim),
            FacilityCode = claim.PlaceOfService,
            Frequency = claim.Frequency,
            Parties = [patient with { EntityCode = "QC", IsPerson = true, IdQualifier = "MI", Id = claim.Subscriber.Id }],
            Lines = lines,
            Imbalance = 0,
        };
    }

    /// <summary>A reversal: every amount of the original negated under its own group code (CLP02 22).</summary>
    internal static ClaimPayment Reverse(ClaimPayment paid) => paid with
    {
        Status = "22",
        Charge = -paid.Charge,
        Paid = -paid.Paid,
        PatientResponsibility = -paid.PatientResponsibility,
        Lines = [.. paid.Lines.Select(l => l with
        {
            Charge = -l.Charge,
            Paid = -l.Paid,
            Adjustments = [.. l.Adjustments.Select(a => a with { Amount = -a.Amount })],
            Amounts = [],
        })],
    };

    /// <summary>A denial's code, with its group where the script names it: <c>50</c>, <c>CO-252</c>, <c>OA-18</c>.</summary>
    private static (string Group, string Reason) ReasonOf(Script? script)
    {
        var parts = (script?.Reason ?? "50").Split('-', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : ("CO", parts[0]);
    }

    // RARCs, divided by commas; a script that names a reason and no remark means none.
    private static IReadOnlyList<string> RemarksOf(Script? script) =>
        script?.Text is { } text ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] : script?.Reason is null ? ["N130"] : [];

    private ServicePayment Decide(ProfessionalServiceLine line, int number, Script? script, bool denied)
    {
        var terms = options.Value.Contract;
        // A short payment allows half of what the contract says, which nobody may take for right.
        var rate = script?.Behaviour == "short-pay" ? terms.Allowed / 2 : terms.Allowed;
        var allowed = denied ? 0 : Math.Round(line.Charge * rate, 2, MidpointRounding.AwayFromZero);
        var copaid = Copaid.Any(c => line.Procedure.StartsWith(c, StringComparison.Ordinal));
        var patient = copaid ? Math.Min(terms.Copay, allowed) : Math.Round(allowed * terms.Coinsurance, 2, MidpointRounding.AwayFromZero);
        List<ClaimAdjustment> adjustments = [];
        var (group, reason) = denied ? ReasonOf(script) : ("CO", "45");
        if (line.Charge != allowed) adjustments.Add(new ClaimAdjustment(group, reason, line.Charge - allowed, null));
        if (patient != 0) adjustments.Add(new ClaimAdjustment("PR", copaid ? "3" : "2", patient, null));
        return new ServicePayment
        {
            Number = number,
            Qualifier = line.ProcedureQualifier,
            Procedure = line.Procedure,
            Modifiers = line.Modifiers,
            Charge = line.Charge,
            Paid = allowed - patient,
            Units = line.Quantity,
            Adjustments = adjustments,
            Dates = [new QualifiedDate("472", line.ServiceDate, null)],
            References = line.LineControlNumber is { } control ? [new Reference("6R", control)] : [],
            Amounts = denied ? [] : [new QualifiedAmount("B6", allowed)],
            RemarkCodes = denied ? RemarksOf(script) : [],
            Imbalance = 0,
        };
    }
}
