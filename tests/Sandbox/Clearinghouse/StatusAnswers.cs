using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>What payers say of a claim beside their payment: where it stands when they are asked (277, 005010X212), and which records they want (277, 006020X313).</summary>
internal sealed class StatusAnswers(Outbox outbox, Exchange exchange, ControlNumbers numbers, IOptions<SandboxOptions> options, TimeProvider clock)
{
    internal const string RequestRecords = "request-records";

    // Operative note, where the script names no other.
    private const string UsualRecord = "11504-8";
    private const int DaysForRecords = 30;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClaimPayment> _decided = new(StringComparer.Ordinal);

    /// <summary>The last decision on a claim.</summary>
    internal ClaimPayment? Last(string claimId)
    {
        lock (_gate) return _decided.GetValueOrDefault(claimId);
    }

    /// <summary>The dearest payment of another claim that still stands.</summary>
    internal ClaimPayment? Dearest(string exceptClaimId)
    {
        lock (_gate) return _decided.Values.Where(d => d.ClaimId != exceptClaimId && d is { Paid: > 0, Status: not "22" }).MaxBy(d => d.Paid);
    }

    internal void Note(string claimId, ClaimPayment decided)
    {
        lock (_gate) _decided[claimId] = decided;
    }

    internal void Forget(string claimId)
    {
        lock (_gate) _decided.Remove(claimId);
    }

    internal void Clear()
    {
        lock (_gate) _decided.Clear();
    }

    /// <summary>Answers one 276 as its script says: pending until it is decided.</summary>
    internal void Answer(InterchangeHeader came, GroupHeader group, ClaimStatusMessage question, string key, Script? script)
    {
        var decided = Last(question.Trace.Number);
        var (category, status) = script?.Behaviour switch
        {
            "pending" => ("P1", "20"),
            "final" => ("F1", "65"),
            "not-found" => ("D0", "35"),
            "error" => ("E1", "0"),
            _ => decided switch { null => ("P1", "20"), { Status: "4" } => ("F2", "585"), _ => ("F1", "65") },
        };
        var answer = question with
        {
            Kind = ClaimStatusKind.Answer,
            Reference = Derived.Id("ST", key, question.Trace.Number),
            At = clock.GetUtcNow().UtcDateTime,
            TransactionType = "DG",
            Trace = question.Trace with { Type = "2" },
            Statuses = [new ClaimStatus(category, status, "PR", Today, "", question.Amounts.FirstOrDefault(a => a.Qualifier == "T3")?.Amount) { Paid = decided?.Paid }],
            Amounts = [],
            References = [.. question.References, .. decided is null || question.References.Any(r => r.Qualifier == "1K") ? (IEnumerable<Reference>)[] : [new Reference("1K", decided.PayerControlNumber ?? "")]],
            Unknown = [],
        };
        Send(came, group, ClaimStatusMessage.AnswerFunctionalId, ClaimStatusMessage.Version, answer, $"277-{question.Trace.Number}", key, script);
    }

    /// <summary>Asks for a record of a claim, by LOINC.</summary>
    internal void AskForRecords(ClaimBatch batch, ProfessionalClaim claim, Script script)
    {
        var group = batch.File.Sets[0].Group;
        var message = new ClaimStatusMessage
        {
            Kind = ClaimStatusKind.InformationRequest,
            Reference = Derived.Id("RF", batch.Key, claim.ClaimId),
            At = clock.GetUtcNow().UtcDateTime,
            Source = claim.Payer with { Address = null },
            Receiver = new Party { EntityCode = "41", Name = "SUBMITTER", IdQualifier = "46", Id = batch.Interchange.SenderId },
            Provider = claim.BillingProvider with { EntityCode = "1P", Address = null, References = [] },
            Subscriber = claim.Subscriber with { Address = null, BirthDate = null },
            Level = "22",
            Trace = new TraceNumber("1", Derived.Id("RFAI", batch.Key, claim.ClaimId)),
            Statuses = [new ClaimStatus("R4", script.Reason ?? UsualRecord, null, Today, "", claim.Charge) { CodeList = "LOI" }],
            References = [new Reference("EJ", claim.ClaimId), new Reference("1K", Acknowledgements.PayerClaimNumber(claim))],
            Dates = [new QualifiedDate("106", Today.AddDays(DaysForRecords), null)],
        };
        Send(batch.Interchange, group, ClaimStatusMessage.AnswerFunctionalId, ClaimStatusMessage.InformationRequestVersion, message, $"rfai-{claim.ClaimId}", batch.Key, script: null);
    }

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private void Send(InterchangeHeader came, GroupHeader group, string functionalId, string version, ClaimStatusMessage message, string kind, string key, Script? script)
    {
        var now = clock.GetUtcNow();
        var number = numbers.For(kind, key);
        var document = X12Document.Write(X12Answers.Back(came, now, number), X12Answers.Back(group, functionalId, version, now, number), writer => message.Write(writer, "0001"));
        outbox.Enqueue(exchange.Bend(
            new Delivery
            {
                Id = $"{kind}-{Derived.Id("", key)}",
                Partner = ClaimEndpoint.Partner,
                Step = Steps.Status,
                // Behind what was said of the file itself.
                Lane = $"claims-{key}",
                Path = "/partner/v1/acknowledgements",
                MediaType = Bodies.X12,
                Body = document.OrThrow(),
                Wait = options.Value.Delay,
                Reference = message.Trace.Number,
            },
            script));
    }
}

/// <summary>Takes 276 interchanges; the 277 follows by message.</summary>
internal static class StatusEndpoint
{
    internal static void Map(WebApplication app) => app.MapPost("/clearinghouse/claim-status", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, StatusAnswers answers, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.X12)) return Bodies.WrongType(Bodies.X12);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var file = X12File.Read(body);
        var questions = ClaimStatusMessage.ReadRequests(body, new X12Findings());
        if (file.Interchange is not { } interchange || questions.Count == 0)
        {
            exchange.Note(http, Subject.Of(ClaimEndpoint.Partner, Steps.Status), body, StatusCodes.Status400BadRequest);
            return Bodies.Problem(400, "not-a-276", "The body holds no 276.");
        }

        var subject = Subject.Of(ClaimEndpoint.Partner, Steps.Status, [.. questions.Select(q => ("patientControlNumber", (string?)q.Trace.Number)), ("interchange", interchange.ControlNumber)]);
        return await exchange.AnswerAsync(http, subject, body, script => Take(script), cancel);

        IResult Take(Script? script)
        {
            foreach (var question in questions) answers.Answer(interchange, file.Sets[0].Group, question, $"{interchange.SenderId}-{interchange.ControlNumber}", script);
            return TypedResults.Json(new { Receipt = Derived.Id("CS", interchange.SenderId, interchange.ControlNumber) }, statusCode: StatusCodes.Status202Accepted);
        }
    }
}
