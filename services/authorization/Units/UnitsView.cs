using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.Units;

/// <summary>The units of an authorization as people see them.</summary>
public sealed record UnitsDocument
{
    public required Guid AuthorizationId { get; init; }

    public required long Version { get; init; }

    public required Guid PatientId { get; init; }

    public Guid? CaseId { get; init; }

    /// <summary>open, exhausted, or why it was closed: expired, voided, superseded and others.</summary>
    public required string State { get; init; }

    public required UnitsLedger.Open Ledger { get; init; }
}

/// <summary>Units by authorization; committed with each event.</summary>
public sealed class UnitsView : View<UnitsDocument>
{
    public override string Name => "authorization_units_v1";

    public override string? InlineOf => UnitsAggregate.Name;

    public override UnitsDocument? Apply(string key, UnitsDocument? document, object happened, EventEnvelope envelope)
    {
        if (happened is not UnitsEvent e) return document;
        if (e is UnitsGranted granted)
        {
            return new UnitsDocument
            {
                AuthorizationId = granted.AuthorizationId,
                Version = envelope.Version,
                PatientId = granted.PatientId,
                CaseId = envelope.CaseId,
                State = "open",
                Ledger = UnitsLedger.Evolve(document?.Ledger ?? UnitsLedger.Initial, e) as UnitsLedger.Open ?? new UnitsLedger.Open(granted.AuthorizationId, [], []),
            };
        }

        if (document is null) return null;
        var ledger = UnitsLedger.Evolve(document.Ledger, e) as UnitsLedger.Open ?? document.Ledger;
        var state = e switch
        {
            UnitsExhausted => "exhausted",
            UnitsClosed closed => closed.ReasonCode,
            _ => document.State,
        };
        return document with { Version = envelope.Version, State = state, Ledger = ledger };
    }
}

internal static class UnitsEndpoint
{
    /// <summary>Units used, reserved, remaining, and until when (N13).</summary>
    internal sealed record Shown(Guid AuthorizationId, string State, IReadOnlyList<Line> Items);

    internal sealed record Line(int Sequence, string System, string Code, int Granted, int Used, int Reserved, int Remaining, DateOnly From, DateOnly Expires);

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapGet("/{authorizationId:guid}/units", GetAsync).RequireAuthorization(AuthorizationRoles.Readers).RecordingAccess()
            .Described("readAuthorizationUnits", "Units of each approved service: granted, used, reserved for booked visits, remaining, and until when", PriorAuthorizationRefusals.Unknown);

    private static async Task<Results<VersionedResult<Shown>, ProblemResult>> GetAsync(Guid authorizationId, Views<UnitsDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (await views.FindAsync(UnitsAggregate.IdOf(authorizationId), cancel) is not { } found) return new ProblemResult(PriorAuthorizationRefusals.Unknown.ToProblem());
        if (found.CaseId is { } caseId) accessed.Case(caseId);
        accessed.Patient(found.PatientId);
        return new Shown(authorizationId, found.State, [.. found.Ledger.Accounts.Select(LineOf)]).At(new StreamVersion(found.Version));
    }

    private static Line LineOf(UnitsLedger.Account account) => new(
        account.Item.Sequence, account.Item.System, account.Item.Code, account.Item.Units, account.Consumed, account.Reserved, account.Remaining, account.Item.From, account.Item.To);
}
