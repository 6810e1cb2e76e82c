using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Journals;

/// <summary>Journals as the ERP takes them, and what its answers mean.</summary>
internal sealed partial class ErpJournals(OriginalStore originals, LedgerMappings mappings, IOptions<ReconciliationOptions> options) : ITransmissionKind
{
    public const string Partner = "erp";
    public const string MediaType = "application/json";

    string ITransmissionKind.Kind => Kind;

    internal const string Kind = "erp-journal";

    private const string NoMapping = "none";

    /// <summary>What the ERP knows a journal by, however often it is sent.</summary>
    public static string ReferenceOf(Guid journalId) => $"HC-{journalId:N}";

    /// <summary>What an ERP would answer that takes a journal as it is written.</summary>
    public static byte[] ReceiptOf(byte[] payload, string erpId)
    {
        var written = JsonSerializer.Deserialize<Payload>(payload, Wire) ?? throw new InvalidOperationException("What was written is no journal.");
        return JsonSerializer.SerializeToUtf8Bytes(new { erpId, written.Period, Debits = written.Lines.Sum(l => l.Debit ?? 0), Credits = written.Lines.Sum(l => l.Credit ?? 0) }, Wire);
    }

    /// <summary>Writes and keeps the payload; says which kinds of entry have no account instead when there are some.</summary>
    public async Task<JournalCommand> PrepareAsync(Guid journalId, JournalDraft draft, DateTimeOffset at, CancellationToken cancel)
    {
        var period = options.Value.PeriodOf(at);
        if (mappings.For(draft.Source, draft.Period) is not { } mapping) return new ReportMissingMapping([LedgerMapping.VersionMissing], NoMapping, period, at);
        var (lines, missing, centre) = mapping.Map(draft.Source, draft.Entries);
        if (missing.Count > 0) return new ReportMissingMapping(missing, mapping.Version, period, at) { CostCentre = centre };
        var reference = ReferenceOf(journalId);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Payload(reference, draft.Period, mapping.Version, [.. lines.Select(l => new PayloadLine(l.Account, l.CostCentre, l.Debit == 0 ? null : l.Debit, l.Credit == 0 ? null : l.Credit))]), Wire);
        if (await originals.KeepAsync(body, MediaType, "reconciliation", cancel) is not Keeping.Kept kept) throw new InvalidOperationException("A journal is larger than an original may be.");
        return new SubmitJournal(reference, lines, mapping.Version, period, kept.Id.Value, at);
    }

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        if (answer.Kind == AnswerKind.Unconfirmed) return Task.FromResult<DecideOnAnswer>(NothingAsync);
        JournalCommand command = answer.Kind == AnswerKind.Acknowledged
            ? Posted(answer) ?? (JournalCommand)Refused(answer, "answer-unusable")
            : Refused(answer, CodeOf(answer.Body) ?? "journal-rejected");
        return Task.FromResult<DecideOnAnswer>((work, c) => work.DecideAsync(answer.Transmission.SubjectId, command, c));
    }

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private static RecordJournalPosted? Posted(TransmissionAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            return Text(root, "erpId") is { } erpId && Code().IsMatch(erpId) && Text(root, "period") is { } period && Period().IsMatch(period)
                && Amount(root, "debits") is { } debits && Amount(root, "credits") is { } credits
                ? new RecordJournalPosted(erpId, period, debits, credits, answer.At)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RejectJournal Refused(TransmissionAnswer answer, string code) => new(code, answer.Status, answer.AnswerId, answer.At);

    // A problem document (RFC 9457) with a code of the ERP's; anything else is just a refusal.
    private static string? CodeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Text(json.RootElement, "code") is { } code && Reason().IsMatch(code) ? code : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal? Amount(JsonElement parent, string name) => parent.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => decimal.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var text) ? text : null,
            JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : null,
            _ => null,
        }
        : null;

    private static Task<Outcome> NothingAsync(Work work, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reason();

    [GeneratedRegex(@"^\d{4}-\d{2}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Period();

    private sealed record Payload(string ExternalRef, string Period, string MappingVersion, IReadOnlyList<PayloadLine> Lines);

    private sealed record PayloadLine(string Account, string CostCentre, decimal? Debit, decimal? Credit);
}
