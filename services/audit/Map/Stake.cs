using System.Globalization;
using System.Text.Json;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;

namespace Healthcare.Audit.Map;

/// <summary>What something is worth from a moment on, in US dollars, by the ids that crossings know it by.</summary>
internal sealed record Stake(IReadOnlyList<Guid> Subjects, DateTimeOffset At, decimal Amount)
{
    private const string Sql = """
        insert into hc_stakes (subject, at, amount) select distinct s, $2::timestamptz, $3::numeric from unnest($1::uuid[]) s
        on conflict (subject, at) do update set amount = excluded.amount
        """;

    // What is charged is what the case stands to lose; what a payer refused, paid or is to pay is that record's own.
    private static readonly Rule[] Rules =
    [
        new("billing", "charges_captured.", "charges.amount", OfCase: true),
        new("billing", "charges_corrected.", "charges.amount", OfCase: true),
        new("billing", "charges_reported.", "charges.amount", OfCase: true),
        new("billing", "claim_built.", "content.total", OfCase: true),
        new("billing", "denial_opened.", "denial.amount"),
        new("reconciliation", "remittance_awaits_deposit.", "remittance.amount"),
        new("reconciliation", "deposit_awaits_remittance.", "deposit.amount"),
        new("reconciliation", "journal_proposed.", "debits"),
    ];

    public static Stake? Of(string service, TrailEntry entry)
    {
        var at = EventCodec.Microseconds(entry.At);
        if (entry.Type.StartsWith("work_item_opened.", StringComparison.Ordinal))
            return Sum(entry.Data, "valueAtStake") is { } value && TrailData.Id(entry.Data, "subjectId") is { } subject ? new Stake([subject], at, value) : null;
        var rule = Rules.FirstOrDefault(r => r.Service == service && entry.Type.StartsWith(r.Event, StringComparison.Ordinal));
        if (rule is null || Sum(entry.Data, rule.Member) is not { } amount) return null;
        return new Stake(rule.OfCase && entry.CaseId is { } caseId ? [entry.StreamId, caseId] : [entry.StreamId], at, amount);
    }

    public RowWrite ToRow() => new(Sql, [Subjects.ToArray(), At, Amount]);

    // Of a list, all of it together.
    private static decimal? Sum(JsonElement data, string path)
    {
        if (data.ValueKind == JsonValueKind.Array) return data.EnumerateArray().Select(e => Sum(e, path)).Aggregate((decimal?)null, (sum, one) => one is null ? sum : (sum ?? 0) + one);
        if (path.Length == 0) return Dollars(data);
        var at = path.IndexOf('.', StringComparison.Ordinal);
        return TrailData.Member(data, at < 0 ? path : path[..at]) is { } member ? Sum(member, at < 0 ? "" : path[(at + 1)..]) : null;
    }

    private static decimal? Dollars(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) => amount,
        JsonValueKind.Number when value.TryGetDecimal(out var amount) => amount,
        _ => null,
    };

    private sealed record Rule(string Service, string Event, string Member, bool OfCase = false);
}
