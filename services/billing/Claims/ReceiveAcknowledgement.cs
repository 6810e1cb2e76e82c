using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Healthcare.X12;
using Healthcare.X12Exchange;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Billing.Claims;

/// <summary>What a clearinghouse is told of its file: under which id it is kept, and what was read in it.</summary>
internal sealed record AcknowledgementReceipt(Guid OriginalId, IReadOnlyList<AcknowledgementLine> Read);

/// <summary>One acknowledgement of the file; <paramref name="ClaimId"/> is absent where no claim of ours was meant.</summary>
internal sealed record AcknowledgementLine(string Kind, string Reference, AcknowledgementLevel Level, ClaimAnswer Answer, Guid? ClaimId);

/// <summary>A TA1, 999, 277CA or 277 file: kept as it came, then told to each claim that it is about.</summary>
internal static class ReceiveAcknowledgementEndpoint
{
    internal const string Scope = "system/X12.c";

    /// <summary>The kind of work item that asks whose an acknowledgement is.</summary>
    internal const string Unmatched = "unmatched-acknowledgement";

    private static readonly TimeSpan MatchWithin = TimeSpan.FromDays(1);

    private const string Example =
        "ISA*00*          *00*          *ZZ*CLEARINGHOUSE  *ZZ*HEALTHCARE     *260302*1500*^*00501*000000007*0*T*:~GS*FA*CLEARINGHOUSE*HEALTHCARE*20260302*1500*7*X*005010X231A1~"
        + "ST*999*0001*005010X231A1~AK1*HC*12*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*7~IEA*1*000000007~";

    internal static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/partner/v1/acknowledgements", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith(Scope))
        .TakingBody(ClaimFiles.MediaType, "One interchange, at most 5 MB.", Example)
        .Answering(KnownProblems.Unprocessable)
        .WithTags("clearinghouse")
        .Described("sendAcknowledgement", "Sends one TA1, 999, 277CA or 277 file (answers to questions, requests for records); 202 says under which id it is kept and which claims it was read for");

    private static async Task<Results<Accepted<AcknowledgementReceipt>, ProblemResult>> HandleAsync(
        HttpRequest request, Caller caller, OriginalStore originals, Acknowledgements acknowledgements, Answers answers, ILogger<Acknowledgements> logger, CancellationToken cancel)
    {
        var partner = caller.PartnerId ?? "";
        if (!string.Equals(request.ContentType?.Split(';')[0].Trim(), ClaimFiles.MediaType, StringComparison.OrdinalIgnoreCase)) return KnownProblems.MediaTypeUnsupported.ToResult($"Send the file as {ClaimFiles.MediaType}.");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length);
        if (await originals.KeepAsync(bytes, ClaimFiles.MediaType, partner, cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();

        // A 277CA is answered with a 999, taken or not; a 999 and a TA1 by nothing.
        await answers.AcknowledgeAsync(original.Id, partner, cancel);
        var findings = new X12Findings();
        var read = AcknowledgementReading.Read(bytes, findings);
        var broken = findings.Kept.Where(f => f.Severity == X12Severity.Error && f.Code is not (X12FindingCode.ElementInvalid or X12FindingCode.ElementMissing)).ToList();
        if (broken.Count > 0 || read.Count == 0)
        {
            logger.NotRead(partner, original.Id.Value, findings.Errors);
            var isX12 = !findings.Kept.Any(f => f.Code is X12FindingCode.InterchangeHeaderMissing or X12FindingCode.NothingToRead);
            return new ProblemResult(new ProblemAnswer(isX12 ? KnownProblems.Unprocessable : KnownProblems.BodyMalformed)
            {
                Detail = broken.Count > 0 ? "The file's envelope cannot be trusted; nothing of it was taken." : "The file holds no TA1, 999, 277CA or 277.",
                Errors = [.. broken.Take(20).Select(f => new ProblemError($"{f.SegmentId}{f.Element:D2}", f.Code.ToString(), f.Meaning) { Line = f.SegmentNumber })],
            });
        }

        return TypedResults.Accepted((string?)null, new AcknowledgementReceipt(original.Id.Value, await acknowledgements.TellAsync(partner, original.Id, read, cancel)));
    }

    /// <summary>Answers a file; by itself, because what the file says is told to each claim in a transaction of its own.</summary>
    internal sealed class Answers(FileAcknowledgements files, Transactions transactions)
    {
        public async Task AcknowledgeAsync(OriginalId original, string partner, CancellationToken cancel)
        {
            if (await files.PrepareAsync(original, partner, cancel) is { } due) await transactions.ExecuteAsync((work, c) => work.DecideAsync(due.StreamId, due.Command, c), cancel);
        }
    }

    /// <summary>Finds the claims that a file is about and tells each of them, in a transaction of its own case.</summary>
    internal sealed class Acknowledgements(Views<ClaimDocument> claims, Transactions transactions, OriginalStore originals, CallScope scope, TimeProvider clock, ILogger<Acknowledgements> logger)
    {
        public async Task<IReadOnlyList<AcknowledgementLine>> TellAsync(string partner, OriginalId original, IReadOnlyList<AcknowledgementRead> read, CancellationToken cancel)
        {
            var at = clock.GetUtcNow();
            var matched = new List<(AcknowledgementRead Read, ClaimDocument? Claim)>(read.Count);
            foreach (var r in read)
            {
                var found = await FindAsync(partner, r, cancel);
                if (found.Count == 0) matched.Add((r, null));
                matched.AddRange(found.Select(c => (r, (ClaimDocument?)c)));
            }

            var byClaim = matched.Where(m => m.Claim is not null).GroupBy(m => m.Claim?.ClaimId ?? Guid.Empty).ToList();
            // A file that speaks of one patient goes under that patient's key.
            if (matched.Select(m => m.Claim?.Content.PatientId).Distinct().ToList() is [{ } patient]) await originals.AssignAsync(original, patient, cancel);
            var common = scope.Context;
            foreach (var claim in byClaim)
            {
                scope.Context = common with { CaseId = claim.First().Claim?.Content.CaseId };
                await TellOneAsync(claim.Key, claim.Select(m => m.Read), original, at, cancel);
            }

            scope.Context = common;
            if (matched.Any(m => m.Claim is null)) await AskAsync(partner, original, at, cancel);
            return [.. matched.Select(m => new AcknowledgementLine(m.Read.Kind, m.Read.Reference, m.Read.Level, m.Read.Answer, m.Claim?.ClaimId))];
        }

        private async Task<IReadOnlyList<ClaimDocument>> FindAsync(string partner, AcknowledgementRead read, CancellationToken cancel)
        {
            var term = read switch
            {
                { Clm01: { } clm01 } => ClaimView.OfControlNumber(partner, clm01),
                { Isa13: { } isa13 } => ClaimView.OfInterchange(partner, isa13),
                { Gs06: { } gs06 } => ClaimView.OfGroup(partner, gs06),
                _ => "",
            };
            if (term.Length == 0) return [];
            var found = (await claims.PageAsync(term, after: null, 500, cancel)).Documents;
            // A claim and the one to the next payer have one control number; the payer's own number, where it is known, tells them apart.
            return read.PayerControlNumber is { } number && found.Any(d => d.PayerControlNumber == number) ? [.. found.Where(d => d.PayerControlNumber == number)] : found;
        }

        private async Task TellOneAsync(Guid claimId, IEnumerable<AcknowledgementRead> said, OriginalId original, DateTimeOffset at, CancellationToken cancel)
        {
            var answers = said.ToList();
            var commands = answers.Select(r => CommandOf(r, original.Value, at)).ToList();
            var outcome = await transactions.ExecuteAsync(
                async (work, c) =>
                {
                    Outcome last = new Outcome.Accepted(StreamVersion.None, []);
                    foreach (var command in commands)
                    {
                        last = await work.DecideAsync(claimId, command, c);
                        if (last is not Outcome.Accepted) return last;
                    }

                    return last;
                },
                cancel);
            if (outcome is Outcome.Refused refused) throw new InvalidOperationException($"An acknowledgement of claim {claimId} was refused: {refused.Refusal.Code}.");
            foreach (var answer in answers) logger.Answered(claimId, answer.Level, answer.Answer);
        }

        private static ClaimCommand CommandOf(AcknowledgementRead read, Guid originalId, DateTimeOffset at) => read.Answer switch
        {
            ClaimAnswer.Status => new RecordClaimStatus(read.Category ?? "", read.Codes, read.PayerControlNumber, originalId, at),
            ClaimAnswer.RecordsRequested => new RequestRecords(read.Loincs, read.Due, read.Trace ?? "", originalId, at),
            _ => new RecordAcknowledgement(read.Level, read.Answer, read.Codes, originalId, at)
            {
                Isa13 = read.Isa13,
                Gs06 = read.Gs06,
                St02 = read.St02,
                BatchId = read.BatchId,
                PayerControlNumber = read.PayerControlNumber,
            },
        };

        private async Task AskAsync(string partner, OriginalId original, DateTimeOffset at, CancellationToken cancel)
        {
            logger.NotMatched(partner, original.Value);
            await transactions.ExecuteAsync(
                (work, c) => work.DecideAsync<WorkItemCommand>(
                    WorkItemId.ForTask(Unmatched, original.Value),
                    new OpenWorkItem(Unmatched, BillingRoles.OnCall, Unmatched, original.Value, at + MatchWithin, at)
                    {
                        Levels = [new LevelDue(BillingRoles.ClaimsOperations, at + (2 * MatchWithin))],
                    },
                    c),
                cancel);
        }
    }
}
