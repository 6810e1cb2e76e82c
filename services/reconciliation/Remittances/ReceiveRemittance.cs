using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Healthcare.X12Exchange;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>Takes an 835 file: its bytes are kept first, then each transaction set becomes a remittance, all of them in one transaction.</summary>
internal static class ReceiveRemittanceEndpoint
{
    internal const string Scope = "system/X12.c";
    internal const string MediaType = "application/edi-x12";
    private const long LargestFile = 32 * 1024 * 1024;

    private const string Example =
        "ISA*00*          *00*          *ZZ*SANDBOXPAY     *ZZ*HEALTHCARE     *260316*0900*^*00501*000000001*0*T*:~GS*HP*SANDBOXPAY*HEALTHCARE*20260316*0900*1*X*005010X221A1~ST*835*0001~BPR*I*100.00*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20260316~"
        + "TRN*1*TRACE0001*1512345678~N1*PR*SANDBOX PAYER~N1*PE*SAMPLE CLINIC*XX*1234567893~LX*1~CLP*PCN0001*1*125.00*100.00*0.00*12*PAYERCLAIM1~NM1*QC*1~SVC*HC:73721*125.00*100.00**1~DTM*472*20260302~CAS*CO*45*25.00~SE*12*0001~GE*1*1~IEA*1*000000001~";

    private static readonly Problem NotRead = KnownProblems.Unprocessable with { Code = "not-a-remittance", Title = "The file holds no 835 transaction set that can be read." };

    internal sealed record Receipt(IReadOnlyList<ReceivedSet> Remittances);

    /// <summary>One transaction set; the amount is a decimal string of dollars, <paramref name="Balanced"/> says whether BPR02 is ΣCLP04 less ΣPLB.</summary>
    internal sealed record ReceivedSet(Guid Id, string Trace, string Amount, int Claims, bool Balanced, IReadOnlyList<Finding> Findings);

    internal static void Map(IEndpointRouteBuilder app) => app.MapPost("/partner/v1/remittances", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith(Scope))
        .LimitingBody(LargestFile)
        .TakingBody(MediaType, "One or more 835 transaction sets (005010X221A1), at most 32 MB.", Example)
        .Answering(NotRead)
        .WithTags("payers")
        .Described("sendRemittance", "Takes an 835 file (005010X221A1), whole or a fragment, with any number of transaction sets. 201 when it is new, 200 when it is on file; the receipt says what balances");

    private static async Task<Results<Created<Receipt>, Ok<Receipt>, ProblemResult>> HandleAsync(
        HttpRequest request,
        Caller caller,
        OriginalStore originals,
        AdviceReading reading,
        FileAcknowledgements acknowledgements,
        Transactions transactions,
        TimeProvider clock,
        ILogger<AdviceReading> logger,
        CancellationToken cancel)
    {
        if (!IsX12(request.ContentType)) return KnownProblems.MediaTypeUnsupported.ToResult($"Send the file as {MediaType}.");
        var sender = caller.PartnerId ?? "";
        if (await originals.KeepAsync(request.Body, MediaType, sender, cancel) is not Keeping.Kept kept) return KnownProblems.BodyTooLarge.ToResult();
        await using var original = await originals.OpenAsync(kept.Id, cancel);
        if (original is null) return KnownProblems.DependencyUnavailable.ToResult();
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var file = await reading.ReadAsync(original.Bytes, kept.Id.Value, kept.Fingerprint, sender, at, cancel);
        var acknowledgement = await acknowledgements.PrepareAsync(kept.Id, sender, cancel);
        if (file.Sets.Count == 0)
        {
            logger.NotAnAdvice(kept.Id.Value, sender, file.Findings.Count);
            await transactions.ExecuteAsync((work, c) => ReceiveAsync(work, file, acknowledgement, c), cancel);
            return new ProblemResult(NotAnAdvice(file));
        }

        var outcome = await transactions.ExecuteAsync((work, c) => ReceiveAsync(work, file, acknowledgement, c), cancel);
        if (outcome is Outcome.Refused refused) return new ProblemResult(refused.Refusal.ToProblem());
        var receipt = new Receipt([.. file.Sets.Select(s => Of(s))]);
        foreach (var set in file.Sets) logger.Received(set.Id, kept.Id.Value, set.Command.Content.Set, set.Command.Content.ClaimCount, set.Command.Imbalances.Count);
        return outcome is Outcome.Accepted { Events: var events } && events.Any(e => e.Event is RemittanceReceived) ? TypedResults.Created($"/remittances/{file.Sets[0].Id:D}", receipt) : TypedResults.Ok(receipt);
    }

    private static async Task<Outcome> ReceiveAsync(Work work, AdviceFile file, DueAcknowledgement? acknowledgement, CancellationToken cancel)
    {
        Outcome outcome = new Outcome.Accepted(StreamVersion.None, []);
        if (acknowledgement is { } due) await work.DecideAsync(due.StreamId, due.Command, cancel);
        foreach (var set in file.Sets)
        {
            outcome = await work.DecideAsync<RemittanceCommand>(set.Id, set.Command, cancel);
            if (outcome is not Outcome.Accepted) return outcome;
        }

        return outcome;
    }

    private static ReceivedSet Of(ReadAdvice set)
    {
        var content = set.Command.Content;
        return new ReceivedSet(
            set.Id,
            content.Trace ?? "",
            Dollars.Text(content.Amount),
            content.ClaimCount,
            set.Command.Imbalances.All(i => i.Level != ImbalanceLevels.Transaction),
            Finding.Of(content.Findings, set.Command.Imbalances));
    }

    private static ProblemAnswer NotAnAdvice(AdviceFile file) => new(NotRead)
    {
        Errors = [.. file.Findings.Where(f => f.Severity != "note").Take(20).Select(f => new ProblemError(f.SegmentId.Length == 0 ? "file" : f.SegmentId, f.Code, f.Meaning) { Line = f.Segment })],
    };

    private static bool IsX12(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase));
}

/// <summary>What is wrong with an advice, and where; money that does not balance says what was expected.</summary>
internal sealed record Finding(string Code, string Severity, string Place, string Meaning)
{
    public string? Level { get; init; }

    public string? Expected { get; init; }

    public string? Actual { get; init; }

    public static IReadOnlyList<Finding> Of(IEnumerable<FindingFact> facts, IEnumerable<RemittanceOutOfBalance> imbalances) =>
    [
        .. imbalances.Select(i => new Finding("out-of-balance", "error", i.Reference, "What was charged less the adjustments is not what was paid.")
        {
            Level = i.Level,
            Expected = Dollars.Text(i.Expected),
            Actual = Dollars.Text(i.Actual),
        }),
        .. facts.Select(f => new Finding(f.Code, f.Severity, f.Element == 0 ? $"{f.SegmentId} segment {f.Segment}" : $"{f.SegmentId} segment {f.Segment} element {f.Element}", f.Meaning)),
    ];
}
