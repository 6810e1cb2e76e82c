using System.Globalization;
using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.X12;
using Healthcare.X12Exchange;
using Microsoft.Extensions.Options;

namespace Healthcare.Billing.Claims;

/// <summary>A 276 that was written and kept.</summary>
internal sealed record StatusQuestion(string Trace, Guid OriginalId, string Partner);

/// <summary>Writes 276 files (005010X212): where does this claim stand.</summary>
internal sealed class StatusQuestions(OriginalStore originals, ControlNumbers numbers, ClaimFiles files, Vault vault, IOptions<BillingOptions> options)
{
    /// <summary>Null where the patient was erased, or the question cannot be written: nobody can ask then.</summary>
    public async Task<StatusQuestion?> WriteAsync(ClaimDocument claim, Sealed<SubscriberFacts> subscriber, DateTimeOffset at, CancellationToken cancel)
    {
        if (await vault.OpenAsync(subscriber, cancel) is not { } people) return null;
        var partner = options.Value.Clearinghouse;
        var number = await numbers.NextAsync(partner, cancel);
        var control = number.ToString("D9", CultureInfo.InvariantCulture);
        var billed = files.ClaimOf(claim.Content, people);
        var us = options.Value.Submitter.EdiId;
        // The trace is our own number of the claim, so that an answer finds it whatever else it leaves out.
        var message = new ClaimStatusMessage
        {
            Kind = ClaimStatusKind.Request,
            Reference = $"S{control}",
            At = at.UtcDateTime,
            Source = billed.Payer,
            Receiver = new Party { EntityCode = "41", Name = billed.BillingProvider.Name, IdQualifier = "46", Id = us },
            Provider = billed.BillingProvider with { EntityCode = "1P", Address = null, References = [] },
            Subscriber = billed.Subscriber with { Address = null },
            Patient = billed.Patient is { } patient ? patient with { Address = null } : null,
            Level = billed.Patient is null ? "22" : "23",
            Trace = new TraceNumber("1", claim.Content.Clm01),
            References = claim.PayerControlNumber is { } known ? [new Reference("1K", known)] : [],
            Amounts = [new QualifiedAmount("T3", claim.Content.Total)],
            Dates = [new QualifiedDate("472", claim.Content.ServiceDate, null)],
        };
        var document = X12Document.Write(
            files.Interchange(partner, number, at), files.Group(partner, ClaimStatusMessage.RequestFunctionalId, ClaimStatusMessage.Version, number, at), writer => message.Write(writer, control));
        if (document.Refusal is not null || await originals.KeepAsync(document.Bytes, ClaimFiles.MediaType, BillingService.Name, cancel) is not Keeping.Kept kept) return null;
        await originals.AssignAsync(kept.Id, claim.Content.PatientId, cancel);
        return new StatusQuestion(claim.Content.Clm01, kept.Id.Value, partner);
    }
}
