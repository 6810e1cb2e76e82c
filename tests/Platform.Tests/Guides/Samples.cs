using System.Net;
using System.Net.Security;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs;
using Healthcare.Hl7v2;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Healthcare.X12;
using Healthcare.X12Exchange;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Healthcare.Platform.Tests.Guides;

/// <summary>What the READMEs show in C#, compiled: FollowingTheGuides holds each of their blocks to be part of this file. Nothing here runs.</summary>
internal static class Samples
{
    public static async Task EventStoreAsync(
        WebApplicationBuilder builder, Streams<ClaimCommand> claims, Transactions transactions, Guid claimId, StreamVersion version, ClaimCommand command, DateTimeOffset at, CancellationToken cancel)
    {
        builder.AddEventStore("billing")
            .AddAggregate(ClaimAggregate.Value)      // state, Evolve, Decide; Follows: commands to other streams; Deadlines: set and cleared by events
            .AddView(new ClaimView());               // InlineOf: committed with its stream; otherwise it follows the log
        await claims.ExecuteAsync(claimId, version, new SubmitClaim("AETNA", at), cancel);             // Streams<ClaimCommand>: load, fold, decide, append
        await transactions.ExecuteAsync((work, c) => work.DecideAsync(claimId, command, c), cancel);   // several streams, one transaction
    }

    public static async Task ServiceAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("billing");
        builder.AddBilling();

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapBilling();
        await app.RunServiceAsync(args);      // args: "migrate" runs every IMigration and ends
    }

    public static void Messaging(WebApplicationBuilder builder)
    {
        builder.AddMessaging("billing")                              // beside builder.AddEventStore("billing")
            .Publishes(BillingContracts.Of)                          // pure: stored event → contracts in Healthcare.Contracts.Billing.V…
            .Consumes<WhenAuthorizationApproved, AuthorizationApproved>();
    }

    public static async Task<IResult> OriginalsAsync(WebApplicationBuilder builder, OriginalStore originals, HttpRequest request, Caller caller, Guid patientId, CancellationToken cancel)
    {
        builder.AddOriginals();                                   // beside builder.AddEventStore("billing")
        var keeping = await originals.KeepAsync(request.Body, request.ContentType ?? "", caller.PartnerId ?? "", cancel);
        if (keeping is not Keeping.Kept kept) return KnownProblems.BodyTooLarge.ToResult();
        await using var content = await originals.OpenAsync(kept.Id, cancel);   // null: unknown, or erased
        await originals.AssignAsync(kept.Id, patientId, cancel);                // from now on erased with the patient
        return TypedResults.Ok();
    }

    public static async Task<IResult> FhirAsync(HttpRequest request, CancellationToken cancel)
    {
        var read = await ReferralBundle.ReadAsync(request.Body, null, cancel);
        if (!read.IsAcceptable) return Results.Text(OperationOutcome.Write(read.Issues), OperationOutcome.ContentType, read.HttpStatus);
        return TypedResults.Ok();
    }

    public static async Task Hl7v2Async(IPEndPoint endpoint, SslServerAuthenticationOptions tls, Func<string> controlIds, TimeProvider clock, ILogger<MllpListener> log, CancellationToken cancel)
    {
        var responder = new Hl7Responder(handle: async (received, c) =>
        {
            // received.Proposed is AA, AE with the fields that are wrong, or AR; keep the original, do the work, answer.
            if (received.Part is Hl7Message message && ReferralMessage.Of(message) is { } referral && received.Proposed.IsPositive) await TakeAsync(referral, c);
            return received.Proposed;
        }, controlIds, clock);
        var listener = new MllpListener(new MllpListenerOptions { Endpoint = endpoint, Tls = tls }, responder.RespondAsync, clock, log);
        await listener.StartAsync(cancel);
    }

    public static async Task<object> Hl7v2Async(System.Buffers.ArrayBufferWriter<byte> buffer, AppointmentNotice notice, MessageHeader header, MllpClient client, CancellationToken cancel)
    {
        var writer = new Hl7Writer(buffer);
        notice.Write(writer, header);
        if (writer.Refusal is { } refusal) return refusal;
        var outcome = await client.SendAsync(buffer.WrittenMemory, cancel);   // Answered, Unconfirmed or Unsent
        return outcome;
    }

    public static async Task X12Async(Stream stream, CancellationToken cancel)
    {
        var findings = new X12Findings();
        await foreach (var record in RemittanceReader.ReadAsync(stream, findings, cancel))
        {
            switch (record)
            {
                case Remittance header: break;          // BPR, TRN, payer, payee
                case ClaimPayment claim: break;         // CLP with lines and adjustments
                case RemittanceSummary summary: break;  // PLB, totals, balance
            }
        }
    }

    public static async Task<object?> X12Async(InterchangeEnvelope interchange, GroupEnvelope group, ProfessionalClaimBatch batch, Stream transmission, CancellationToken cancel)
    {
        var document = X12Document.Write(interchange, group, writer => ProfessionalClaims.Write(writer, "0001", batch));
        if (document.Refusal is { } refusal) return refusal;
        await transmission.WriteAsync(document.Bytes, cancel);
        return null;
    }

    public static async Task<Outcome?> X12ExchangeAsync(WebApplicationBuilder builder, ControlNumbers numbers, FileAcknowledgements acknowledgements, Work work, Original original, string partner, CancellationToken cancel)
    {
        Outcome? outcome = null;
        builder.AddEventStore("billing").AddControlNumbers(builder.Configuration).AddFileAcknowledgements();
        var number = await numbers.NextAsync("clearhouse", cancel);                       // ISA13 and GS06 of one interchange
        var due = await acknowledgements.PrepareAsync(original.Id, partner, cancel);      // null: nothing to acknowledge, or done before
        if (due is not null) outcome = await work.DecideAsync(due.StreamId, due.Command, cancel);   // in the transaction of what the file says
        return number > 0 ? outcome : null;
    }

    private static Task TakeAsync(ReferralMessage referral, CancellationToken cancel) => referral is null ? Task.CompletedTask : Task.Delay(0, cancel);

    private static void AddBilling(this WebApplicationBuilder builder) => _ = builder;

    private static void MapBilling(this WebApplication app) => _ = app;
}

/// <summary>A boundary that a service offers and accepts.</summary>
internal static class AuthorizationHandoffs
{
    // One static field, so that an aggregate's follow-ups stay pure. A file that names an unknown predicate, or a predicate that no file names, stops the start with file and line.
    public static readonly Boundaries Boundaries = Boundaries.Of(h => h.Boundary("B06")
        .Predicate<Submission>("manifest-complete", (facts, parameters) => Verdict.Of(facts.Missing == 0, ("missing", facts.Missing))));

    public static void Register(WebApplicationBuilder builder, WebApplication app)
    {
        builder.AddEventStore("authorization").AddAccessRecords().AddAggregate(ClaimAggregate.Value).AddHandoffs(Boundaries);
        app.MapHandoffs();
    }

    public static IEnumerable<FollowUp> Follows(Happened<object> happened, Submission facts, Actor payer) => happened.Event switch
    {
        // In an aggregate's Follows: the handoff commits with the event that causes it.
        PackageSigned e => [Boundaries.Offer("B06", happened.StreamId, happened.CaseId, facts, e.PackageHash, e.At)],
        SubmissionAcknowledged e => [Boundaries.Accept("B06", happened.StreamId, payer, e.At)],
        _ => [],
    };

    public static IEnumerable<FollowUp> Follows(object happened, Guid visitId, Guid caseId, string packetHash) => happened switch
    {
        // In the aggregate's Follows:
        RideAsked e => [Boundaries.Offer("B29", visitId, caseId, new Transport(e.ConfirmationId), packetHash, e.At)],
        _ => [],
    };

    public static IReadOnlyList<FollowUp> OfferAndClose(RideAsked e, Guid visitId, Guid caseId, string packetHash, Actor by)
    {
        var offer = Boundaries.Offer("B29", visitId, caseId, new Transport(e.ConfirmationId), packetHash, e.At);
        return [offer, offer.Command is OfferHandoff { Unmet.Count: 0 } ? Boundaries.Accept("B29", visitId, by, e.At) : Boundaries.Close("B29", visitId, "gone-on-without", by, e.At)];
    }

    public static HandoffsBuilder Named(HandoffsBuilder h)
    {
        // In Boundaries.Of(h => { … }):
        h.Boundary("B29")
            .Predicate<Transport>("ride-confirmed", (ride, _) => Verdict.Of(ride.ConfirmationId is not null, ("confirmation", ride.ConfirmationId)));
        return h;
    }

    internal sealed record Submission(int Missing);

    // Beside the others of the file: what the predicate looks at, in codes, ids, counts and dates.
    internal sealed record Transport(string? ConfirmationId);

    internal sealed record RideAsked(string? ConfirmationId, DateTimeOffset At);

    internal sealed record PackageSigned(string PackageHash, DateTimeOffset At);

    internal sealed record SubmissionAcknowledged(DateTimeOffset At);
}

public sealed record ClaimAcceptedByPayer
{
    public required Guid ClaimId { get; init; }
    public string? PayerControlNumber { get; init; }   // gained later: fine
    public required string Clearinghouse { get; init; } // gained later: refused, an old sender does not set it
}

internal abstract record ClaimCommand(DateTimeOffset At);

internal sealed record SubmitClaim(string PayerId, DateTimeOffset At) : ClaimCommand(At);

internal static class ClaimAggregate
{
    public static Aggregate<string, ClaimCommand, object> Value { get; } = new("claim", "", static (claim, _) => claim, static (_, _) => new Refusal("refused", "Nothing here runs."));
}

internal sealed class ClaimView : View<ClaimAcceptedByPayer>
{
    public override string Name => "sample_v1";

    public override ClaimAcceptedByPayer? Apply(string key, ClaimAcceptedByPayer? document, object happened, EventEnvelope envelope) => document;
}

internal static class BillingContracts
{
    public static object? Of(Recorded happened) => happened.Event as ClaimAcceptedByPayer;
}

internal sealed class WhenAuthorizationApproved : IConsumer<AuthorizationApproved>
{
    public Task Consume(ConsumeContext<AuthorizationApproved> context) => Task.CompletedTask;
}
