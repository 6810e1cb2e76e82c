using System.Diagnostics;
using Healthcare.EventStore;
using Healthcare.Originals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>
/// Sends what is queued, one leader at a time, many partners at once. An attempt is recorded before it is made; its answer commits together with what follows from it.
/// Messages about one subject go to a partner one after another, in the order in which they were queued; while a partner is away nobody else's wait for its.
/// </summary>
internal sealed class TransmissionSender(
    Leadership leadership,
    IServiceScopeFactory scopes,
    Views<TransmissionRow> views,
    IEnumerable<ITransmissionKind> kinds,
    OriginalStore originals,
    PartnerCalls calls,
    CommitSignal signal,
    TimeProvider clock,
    IOptions<TransmissionOptions> options,
    ILogger<TransmissionSender> logger) : Leader(leadership)
{
    private static readonly ActivitySource Source = new("Healthcare.Handoffs");
    private readonly Dictionary<string, ITransmissionKind> byName = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    protected override string LeaseName => "transmissions";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(options.Value.Parallel);
        var order = new SendingOrder(views, options.Value.Parallel);
        using var watch = signal.Watch(TransmissionDecider.Aggregate.Name);
        while (true)
        {
            watch.Look();
            var freed = order.Freed;
            var taken = await order.TakeAsync(cancel);
            foreach (var row in taken)
            {
                await places.WaitAsync(cancel);
                _ = SendAndReleaseAsync(row, order, places, cancel);
            }

            // A place that is free again wakes it as a commit does; a partner's next attempt is due by the real clock.
            if (taken.Count == 0) await Task.WhenAny(freed, watch.RestAsync(order.NextLookIn(), cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task SendAndReleaseAsync(TransmissionRow row, SendingOrder order, SemaphoreSlim places, CancellationToken cancel)
    {
        var isBehind = false;
        try
        {
            isBehind = await order.IsBehindAsync(row, cancel);
            if (!isBehind) await SendAsync(row, order, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.Failed(row.Id, row.Kind, row.Partner, failure);
            await Task.Delay(options.Value.FirstWait, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
            // The lease is gone; whoever leads next repeats the attempt under the same identifier.
        }
        finally
        {
            order.Ended(row, isBehind);
            places.Release();
        }
    }

    private async Task SendAsync(TransmissionRow row, SendingOrder order, CancellationToken cancel)
    {
        using var activity = StartActivity(row);
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = row.CaseId, CausationId = row.Id.ToString("D"), TraceParent = activity?.Id };
        var transactions = scope.ServiceProvider.GetRequiredService<Transactions>();
        var begun = await transactions.ExecuteAsync((work, c) => work.DecideAsync<TransmissionCommand>(row.Id, new BeginAttempt(clock.GetUtcNow()), c), cancel);
        if (begun is not Outcome.Accepted) return;

        var (kind, status, mediaType, body, reason) = await calls.SendAsync(row, cancel);
        activity?.SetTag("http.response.status_code", status);
        byName.TryGetValue(row.Kind, out var known);
        if (known is not null && kind != AnswerKind.Unconfirmed && (kind = known.Judge(kind, body)) == AnswerKind.Unconfirmed) reason = "not-acknowledged";
        order.Heard(row, kind);
        Guid? answerId = null;
        if (body.Length > 0)
        {
            answerId = await originals.KeepAsync(body, mediaType, row.Partner, cancel) is Keeping.Kept kept ? kept.Id.Value : null;
        }

        var answer = new TransmissionAnswer(row with { Attempts = row.Attempts + 1 }, kind, status, answerId, mediaType, body, clock.GetUtcNow());
        var follow = known is null ? NothingFollowsAsync : await known.UnderstandAsync(answer, cancel);
        var outcome = await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var recorded = await work.DecideAsync(row.Id, Record(answer, reason), c);
                return recorded is Outcome.Accepted ? await follow(work, c) is { } followed and not Outcome.Accepted ? followed : recorded : recorded;
            },
            cancel);
        if (outcome is Outcome.Refused refused) await KeepForAPersonAsync(transactions, answer, reason, refused.Refusal, cancel);
        Log(answer, reason);
    }

    /// <summary>The partner has answered, so nothing is sent again; what the answer asks for does not fit what stands here, and a person looks at it.</summary>
    private async Task KeepForAPersonAsync(Transactions transactions, TransmissionAnswer answer, string reason, Refusal refusal, CancellationToken cancel)
    {
        var row = answer.Transmission;
        logger.NotApplicable(row.Id, row.Kind, row.Partner, refusal.Code);
        await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var recorded = await work.DecideAsync(row.Id, Record(answer, reason), c);
                if (recorded is not Outcome.Accepted) return recorded;
                var item = new OpenWorkItem("exception", "integration-on-call", "answer-not-applicable", row.SubjectId, answer.At.AddHours(4), answer.At)
                {
                    CaseId = row.CaseId,
                    Levels = [new LevelDue("sre", answer.At.AddHours(8)), new LevelDue("department-manager", answer.At.AddDays(1))],
                };
                var opened = await work.DecideAsync<WorkItemCommand>(DerivedId.Of($"work-item/answer/{row.Id:D}"), item, c);
                return opened is Outcome.Accepted ? recorded : opened;
            },
            cancel);
    }

    private TransmissionCommand Record(TransmissionAnswer answer, string reason) => answer.Kind switch
    {
        AnswerKind.Acknowledged => new RecordAcknowledgement(answer.Status ?? 200, answer.AnswerId, answer.At),
        AnswerKind.Rejected => new RecordRejection(answer.Status ?? 400, answer.AnswerId, answer.At),
        _ => new RecordNoAnswer(reason, answer.Status, answer.At, RetryAt(answer.Transmission.Attempts)),
    };

    private DateTimeOffset RetryAt(int attempts)
    {
        var wait = options.Value.FirstWait * Math.Pow(2, Math.Min(attempts - 1, 16));
        return TimeProvider.System.GetUtcNow() + (wait < options.Value.LongestWait ? wait : options.Value.LongestWait);
    }

    private void Log(TransmissionAnswer answer, string reason)
    {
        var row = answer.Transmission;
        switch (answer.Kind)
        {
            case AnswerKind.Acknowledged:
                logger.Acknowledged(row.Id, row.Kind, row.Partner, answer.Status ?? 200, row.Attempts);
                break;
            case AnswerKind.Rejected:
                logger.Rejected(row.Id, row.Kind, row.Partner, answer.Status ?? 400);
                break;
            default:
                logger.Unconfirmed(row.Id, row.Kind, row.Partner, reason, RetryAt(row.Attempts));
                break;
        }
    }

    private static Task<Outcome> NothingFollowsAsync(Work work, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));

    private static Activity? StartActivity(TransmissionRow row)
    {
        var cause = ActivityContext.TryParse(row.TraceParent, traceState: null, isRemote: true, out var parent) ? parent : default;
        var activity = Source.StartActivity("transmission.send", ActivityKind.Client, cause);
        activity?.SetTag("transmission.kind", row.Kind);
        activity?.SetTag("transmission.partner", row.Partner);
        activity?.SetTag("case.id", row.CaseId?.ToString("D"));
        return activity;
    }
}
