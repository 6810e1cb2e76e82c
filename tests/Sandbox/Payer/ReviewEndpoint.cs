using System.Globalization;
using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>X12 278 in, 278 out (005010X217): decided by the same scripts as PAS, item by item, and told later by another 278.</summary>
internal static class ReviewEndpoint
{
    internal static async Task<IResult> HandleAsync(
        string payerId, HttpContext http, Exchange exchange, ControlNumbers numbers, Authorizations authorizations, Notifications notifications, IOptions<SandboxOptions> options, TimeProvider clock,
        CancellationToken cancel)
    {
        if (options.Value.Find(payerId) is not { } payer) return TypedResults.NotFound();
        if (!Bodies.Is(http.Request, Bodies.X12)) return Bodies.WrongType(Bodies.X12);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var file = X12File.Read(body);
        var findings = new X12Findings();
        var reviews = ServicesReview.Read(body, findings);
        if (file.Interchange is not { } interchange || file.Sets is not [var set, ..] || file.Findings.Errors + findings.Errors > 0 || reviews is not [var review, ..])
        {
            exchange.Note(http, Subject.Of(payerId, Steps.Authorization), body, StatusCodes.Status200OK);
            return Refusal(body, file, numbers, payerId, clock.GetUtcNow());
        }

        var trace = review.Events.SelectMany(e => e.Traces).FirstOrDefault()?.Number;
        var subject = Subject.Of(
            payerId, Steps.Authorization,
            [("bundle", review.Reference), ("trace", trace), ("member", review.Subscriber?.Id), ("interchange", interchange.ControlNumber), .. review.Events.SelectMany(e => e.Services).SelectMany(s => s.Traces).Select(t => ("trace", (string?)t.Number))]);
        return await exchange.AnswerAsync(http, subject, body, script => Bodies.Bytes(Answer(script), Bodies.X12), cancel);

        ReadOnlyMemory<byte> Answer(Script? script)
        {
            var now = clock.GetUtcNow();
            if (Fault(review, payerId, payer, authorizations) is { } fault) return Write(review with { Purpose = "11", At = now.UtcDateTime, Rejections = [fault], Events = [] }, interchange.SenderId, payerId, numbers, now);
            if (script?.Behaviour == "refuse")
                return Write(review with { Purpose = "11", At = now.UtcDateTime, Rejections = [new ReviewRejection("22", "N", script.Reason ?? "75", "C")], Events = [] }, interchange.SenderId, payerId, numbers, now);
            var submission = Convert(review);
            var kept = authorizations.Keep(new AuthorizationFile(payerId, submission, "", Derived.Sha256(body), subject) { Review = review });
            lock (kept)
            {
                if (kept.Answer is null)
                {
                    var behaviour = review.Purpose == "01" ? "cancel" : script?.Behaviour ?? Decisions.Usual;
                    var (first, later) = Decisions.Split(behaviour);
                    kept.Answer = Decisions.Answer(kept, first, script?.Reason, script?.Text, final: false, now).Build(submission, "https://payer.example/fhir");
                    kept.Current = kept.Answer;
                    if (later is not null) notifications.Schedule(kept, later, script?.Reason, script?.Text);
                }

                return Write(kept, kept.Answer, now);
            }
        }
    }

    /// <summary>The 278 that says what a PAS answer says.</summary>
    internal static byte[] Write(AuthorizationFile file, FhirBundle answer, DateTimeOffset now)
    {
        var review = file.Review ?? throw new InvalidOperationException("The request did not come as a 278.");
        var response = PasResponse.Read(answer).Value ?? throw new InvalidOperationException("The sandbox could not read its own answer.");
        var asked = review.Events[0];
        var said = review with
        {
            Purpose = "11",
            At = now.UtcDateTime,
            TransactionType = response.Status == PasStatus.Pended ? null : "18",
            Rejections = [.. response.Errors.Select(e => new ReviewRejection("20", "Y", e.Code ?? "42", "R"))],
            Events =
            [
                asked with
                {
                    Traces = [.. asked.Traces.Select(t => t with { Type = "2" })],
                    References = [],
                    Services = [.. asked.Services.Select((s, at) => Said(s, response.Decisions.FirstOrDefault(d => d.Sequence == SequenceOf(s, at))))],
                },
            ],
        };
        return Write(said, "HEALTHCARE", file.PayerId, new ControlNumbers(), now).ToArray();
    }

    private static ReviewItem Said(ReviewItem asked, PasDecision? decision)
    {
        var item = asked with { Traces = [.. asked.Traces.Select(t => t with { Type = "2" })] };
        if (decision is null) return item;
        List<QualifiedDate> dates = [.. item.Dates];
        if (decision.From?.Day is { } from) dates.Add(new QualifiedDate("007", from, To: null));
        if (decision.To?.Day is { } to) dates.Add(new QualifiedDate("036", to, To: null));
        return item with
        {
            Decision = new ReviewDecision(decision.Action.ToCode(), decision.CertificationNumber, decision.ReasonCode, SecondOpinion: null),
            References = decision.AdministrationReferenceNumber is { } pended ? [new Healthcare.X12.Reference("NT", pended)] : [],
            Dates = dates,
            Delivery = decision.Units is { } units && item.Delivery is { } delivery ? delivery with { Quantity = units } : item.Delivery,
            Messages = decision.ReasonText is { } text ? [text.ToUpperInvariant()] : [],
        };
    }

    private static int SequenceOf(ReviewItem service, int at) =>
        service.Traces.Select(t => int.TryParse(t.Number.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null).FirstOrDefault(n => n is not null) ?? at + 1;

    // What a strict payer refuses a 278 for, level by level (AAA).
    private static ReviewRejection? Fault(ServicesReview review, string payerId, PayerProfile payer, Authorizations authorizations)
    {
        if (!payer.Answers(payerId, review.Organization?.Id)) return new ReviewRejection("20", "N", "79", "C");
        if (review.Requester?.Id is not { Length: 10 } npi || !ProviderNumber.IsNpi(npi)) return new ReviewRejection("21", "N", "43", "C");
        if (string.IsNullOrEmpty(review.Subscriber?.Id)) return new ReviewRejection("22", "N", "72", "C");
        if (review.Events is not [{ Services.Count: > 0 } patientEvent] || patientEvent.Traces.Count == 0) return new ReviewRejection("22", "N", "33", "C");
        if (patientEvent.Scope?.CertificationType is not ("S" or "3" or "4")) return null;
        return authorizations.Before(payerId, Convert(review)) is { Current: { } current }
            ? PasResponse.Read(current).Value?.Status == PasStatus.Denied ? new ReviewRejection("22", "Y", "AA", "N") : null
            : new ReviewRejection("22", "N", "33", "C");
    }

    /// <summary>The request as PAS would have it, so that one payer decides both alike.</summary>
    private static PasSubmission Convert(ServicesReview review)
    {
        var patient = review.Dependent ?? review.Subscriber ?? new Party { EntityCode = "IL" };
        var patientEvent = review.Events[0];
        var built = new PasRequest
        {
            BaseUrl = "https://payer.example/received",
            BundleIdentifier = new Identifier("urn:x12:bht03", review.Reference),
            TraceNumber = new Identifier("urn:x12:trn02", patientEvent.Traces[0].Number),
            ClaimId = Derived.Id("X", review.Reference),
            CreatedAt = new DateTimeOffset(review.At, TimeSpan.Zero),
            Patient = new PatientFacts { Identifiers = [new Identifier("urn:x12:member", review.Subscriber?.Id)], Name = new HumanName(Use: null, patient.Name ?? "UNKNOWN", [], [], [], Text: null), Gender = "unknown" },
            Coverage = new CoverageFacts { MemberNumber = review.Subscriber?.Id, Relationship = "self" },
            Insurer = new OrganizationFacts { Name = review.Organization?.Name ?? "PAYER", Identifiers = [new Identifier(FhirSystems.Npi, review.Organization?.Id)] },
            Requestor = new OrganizationFacts { Name = review.Requester?.Name ?? "PROVIDER", Npi = review.Requester?.Id },
            Items = [.. patientEvent.Services.Select(Item)],
        }.Build();
        return built.TryGet(out var bundle) && PasRequest.Read(bundle).Value is { } submission
            ? submission with { IsUpdate = patientEvent.Scope?.CertificationType is "S" or "3" or "4" }
            : throw new InvalidOperationException($"The sandbox could not take the request: {string.Join(", ", built.Issues.Select(i => i.Detail))}.");
    }

    private static PasItem Item(ReviewItem service, int at) => new()
    {
        Sequence = SequenceOf(service, at),
        Service = service.Service?.Procedure is { } code ? new Coding(FhirSystems.Cpt, code) : new Coding(FhirSystems.X12ServiceType, service.Scope?.ServiceType ?? "3"),
        CertificationType = service.Scope?.CertificationType ?? PasCertificationType.Initial,
        Quantity = service.Delivery?.Quantity ?? service.Service?.Quantity,
        ServicedFrom = service.Dates.FirstOrDefault(d => d.Qualifier == "472")?.From,
    };

    private static ReadOnlyMemory<byte> Write(ServicesReview review, string receiver, string payerId, ControlNumbers numbers, DateTimeOffset now)
    {
        var number = numbers.For("278", payerId, review.Reference, review.TransactionType ?? "");
        return X12Document.Write(
            new InterchangeEnvelope("ZZ", payerId.ToUpperInvariant(), "ZZ", receiver.Trim(), now.UtcDateTime, number),
            new GroupEnvelope(ServicesReview.FunctionalId, payerId.ToUpperInvariant(), receiver.Trim(), now.UtcDateTime, number, ServicesReview.Version),
            writer => review.Write(writer, "0001")).OrThrow();
    }

    // A 999 says where the guide was broken; where there is not even an interchange, nothing can be acknowledged.
    private static IResult Refusal(ReadOnlyMemory<byte> body, X12File file, ControlNumbers numbers, string payerId, DateTimeOffset now)
    {
        if (file.Interchange is not { } interchange || Receipts.Of(body) is not [{ Groups: [{ Acknowledgement: { } acknowledgement, Group: var group }, ..] }, ..])
            return Bodies.Problem(400, "not-a-278", "The body is not a 278 interchange with a whole envelope.");
        var number = numbers.For("999", payerId, interchange.ControlNumber);
        return Bodies.Bytes(
            X12Document.Write(X12Answers.Back(interchange, now, number), X12Answers.Back(group, "FA", "005010X231A1", now, number), writer => acknowledgement.Write(writer, "0001")).OrThrow(),
            Bodies.X12);
    }
}
