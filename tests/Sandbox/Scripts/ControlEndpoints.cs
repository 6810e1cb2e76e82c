using System.Globalization;
using System.Text;
using System.Text.Json;
using Healthcare.Sandbox.Clearinghouse;
using Healthcare.Sandbox.Ehr;
using Healthcare.Sandbox.Erp;
using Healthcare.Sandbox.Payer;
using Healthcare.Sandbox.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Sandbox.Scripts;

/// <summary>What tests and the runner tell the sandbox, and what they ask it; no partner has these.</summary>
internal static class ControlEndpoints
{
    internal static void Map(WebApplication app)
    {
        var control = app.MapGroup("/sandbox");
        control.MapGet("/health", () => TypedResults.Ok(new { Status = "ready" }));
        control.MapPost("/scripts", AddScript);
        control.MapGet("/scripts", (ScriptBook scripts) => scripts.All());
        control.MapGet("/steps", () => Steps.All);
        control.MapGet("/received", ListReceived);
        control.MapGet("/received/{number:long}", ReadReceived);
        control.MapGet("/outbox", ListOutbox);
        control.MapPost("/outbox/resend", (Outbox outbox) => TypedResults.Ok(new { Resent = outbox.Resend() }));
        control.MapPost("/decisions", Decide);
        control.MapPost("/reconsiderations", Reconsider);
        control.MapPost("/visits", Attend);
        control.MapPost("/reset", ResetAsync);
    }

    private static IResult AddScript(ScriptRequest request, ScriptBook scripts)
    {
        if (request.Match is not { Count: > 0 } posted) return Wrong("match-missing", "match names an identifier", Steps.Names.Keys);
        var match = posted.Where(m => m.Value.ValueKind != JsonValueKind.False).ToDictionary(m => m.Key, m => m.Value.ToString(), StringComparer.Ordinal);
        if (match.Keys.FirstOrDefault(k => !Steps.Names.ContainsKey(k)) is not null) return Wrong("match-unknown", "match knows", Steps.Names.Keys);
        if (request.Step is { } named && !Steps.All.ContainsKey(named)) return Wrong("step-unknown", "step is one of", Steps.All.Keys);
        var known = request.Step is { } asked ? Steps.All[asked] : [.. Steps.All.Values.SelectMany(b => b).Distinct(StringComparer.Ordinal)];
        if (request.Behaviour is not { } behaviour) return Wrong("behaviour-missing", "behaviour says what the partner does, one of", known);
        if ((request.Step ?? Steps.Infer(match.Keys, behaviour)) is not { } step || !Steps.All[step].Contains(behaviour, StringComparer.Ordinal)) return Wrong("behaviour-unknown", "behaviour is one of", known);
        if (request.Times < 1) return Wrong("times-invalid", "times is", ["1 or more"]);
        if (request.DelayMilliseconds < 0) return Wrong("delay-invalid", "delayMilliseconds is", ["0 or more"]);
        if (request.Status is < 400 or > 599) return Wrong("status-invalid", "status is", ["400 to 599"]);
        var once = match.ContainsKey("next") || behaviour is Behaviours.Fail or Behaviours.Lost;
        var added = scripts.Add(new Script
        {
            Partner = request.Partner,
            Step = step,
            Match = match,
            Behaviour = behaviour,
            Times = request.Times ?? (once ? 1 : null),
            Delay = request.DelayMilliseconds is { } delay ? TimeSpan.FromMilliseconds(delay) : null,
            Status = request.Status,
            Reason = request.Reason,
            Text = request.Text,
            Amount = request.Amount,
        });
        return TypedResults.Created($"/sandbox/scripts/{added.Id.ToString(CultureInfo.InvariantCulture)}", added);
    }

    private static ProblemHttpResult Wrong(string code, string what, IEnumerable<string> allowed) => TypedResults.Problem(
        $"{what}: {string.Join(", ", allowed)}.",
        statusCode: StatusCodes.Status400BadRequest,
        title: code,
        type: $"urn:healthcare:sandbox:{code}",
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code, ["allowed"] = allowed.ToList() });

    private static Ok<List<ReceivedMessage>> ListReceived(ReceivedLog received, string? partner = null, string? step = null, string? id = null, long after = 0, bool bodies = true) => TypedResults.Ok(
        received.All()
            .Where(r => r.Number > after && (partner is null || r.Partner == partner) && (step is null || r.Step == step) && (id is null || r.Identifiers.Any(i => i.Value == id)))
            .Select(r => new ReceivedMessage(
                r.Number, r.Partner, r.Step, r.At, r.MediaType, r.IdempotencyKey, r.Behaviour, r.Status, [.. r.Identifiers.Select(i => new NamedIdentifier(i.Name, i.Value))],
                r.Body.Length, Derived.Sha256(r.Body.Span), bodies ? Encoding.UTF8.GetString(r.Body.Span) : null))
            .ToList());

    private static IResult ReadReceived(long number, ReceivedLog received) =>
        received.All().FirstOrDefault(r => r.Number == number) is { } found ? Bodies.Bytes(found.Body, found.MediaType) : TypedResults.NotFound();

    private static Ok<OutboxReport> ListOutbox(Outbox outbox, string? partner = null, string? step = null, string? about = null)
    {
        var all = outbox.All()
            .Where(p => (partner is null || p.Delivery.Partner == partner) && (step is null || p.Delivery.Step == step) && (about is null || p.Delivery.About.Contains(about, StringComparer.Ordinal)))
            .ToList();
        return TypedResults.Ok(new OutboxReport(
            all.Count(p => p.State is DeliveryState.Waiting or DeliveryState.Sending or DeliveryState.GivenUp),
            all.Count(p => p.State == DeliveryState.Delivered),
            all.Count(p => p.State == DeliveryState.Refused),
            [.. all.Select(p => new OutboxEntry(
                p.Delivery.Id, p.Delivery.Partner, p.Delivery.Step, p.Delivery.Reference, p.Delivery.Path, p.State, p.Attempts, p.Status, p.Answer, p.At))]));
    }

    private static IResult Decide(ScriptRequest request, Notifications notifications) =>
        request is { Match: { Count: > 0 } posted, Behaviour: { } behaviour }
            ? TypedResults.Ok(new { Decided = notifications.DecideNow(Texts(posted), behaviour, request.Reason, request.Text) })
            : Bodies.Problem(400, "match-missing", "match and behaviour say which pended request is decided, and how.");

    private static IResult Reconsider(ScriptRequest request, Remittances remittances) =>
        request.Match is { Count: > 0 } posted
            ? TypedResults.Ok(new { Reconsidered = remittances.Reconsider(Texts(posted)) })
            : Bodies.Problem(400, "match-missing", "match says which denied claim is looked at again.");

    private static IResult Attend(ScriptRequest request, Visits visits) =>
        request.Match is { Count: > 0 } posted
            ? TypedResults.Ok(new { Attended = visits.TellNow(Texts(posted), request.Behaviour) })
            : Bodies.Problem(400, "match-missing", "match says of which appointment, and behaviour what becomes of it.");

    private static async Task<IResult> ResetAsync(
        ScriptBook scripts, ReceivedLog received, Outbox outbox, Authorizations authorizations, ClaimIntake claims, StatusAnswers statuses, CarriedBalances balances, ControlNumbersSeen controls, Ledger ledger, Visits visits,
        Remittances remittances)
    {
        remittances.Clear();
        scripts.Clear();
        received.Clear();
        authorizations.Clear();
        claims.Clear();
        statuses.Clear();
        balances.Clear();
        controls.Clear();
        ledger.Clear();
        visits.Clear();
        await outbox.ClearAsync();
        return TypedResults.NoContent();
    }

    private static Dictionary<string, string> Texts(Dictionary<string, JsonElement> match) => match.ToDictionary(m => m.Key, m => m.Value.ToString(), StringComparer.Ordinal);

    private sealed record NamedIdentifier(string Name, string Value);

    private sealed record ReceivedMessage(
        long Number, string Partner, string Step, DateTimeOffset At, string MediaType, string? IdempotencyKey, string? Behaviour, int Status,
        IReadOnlyList<NamedIdentifier> Identifiers, int Size, string Sha256, string? Body);

    /// <summary>What partners have sent and have still to send; open counts what the gateway has not taken yet.</summary>
    private sealed record OutboxReport(int Open, int Delivered, int Refused, IReadOnlyList<OutboxEntry> Deliveries);

    private sealed record OutboxEntry(
        string Id, string Partner, string Step, string Reference, string Path, DeliveryState State, int Attempts, int? Status, string? Answer, DateTimeOffset? At);
}
