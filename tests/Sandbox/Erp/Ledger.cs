using System.Globalization;
using System.Text.Json;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Erp;

/// <summary>One line of a journal as posted; debit and credit, or a side and an amount, in dollars.</summary>
internal sealed record JournalLine(string? Account, decimal? Debit = null, decimal? Credit = null, string? Side = null, decimal? Amount = null)
{
    internal decimal Debited => (Debit ?? 0) + (IsSide("d") ? Amount ?? 0 : 0);

    internal decimal Credited => (Credit ?? 0) + (IsSide("c") ? Amount ?? 0 : 0);

    private bool IsSide(string start) => Side?.StartsWith(start, StringComparison.OrdinalIgnoreCase) is true;
}

/// <summary>A journal as it is posted.</summary>
internal sealed record JournalRequest(string? ExternalRef, string? Period, IReadOnlyList<JournalLine>? Lines);

/// <summary>A journal in the ledger.</summary>
internal sealed record PostedJournal(string ErpId, string ExternalRef, string Period, string Debits, string Credits, DateTimeOffset PostedAt);

/// <summary>The ledger: each external reference once, balanced to the cent.</summary>
internal sealed class Ledger(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Content, PostedJournal Journal)> _journals = new(StringComparer.Ordinal);

    internal IResult Post(JournalRequest request, string content, Script? script)
    {
        if (request is not { ExternalRef: { Length: > 0 } reference, Period: { Length: > 0 } period, Lines: { Count: > 1 } lines })
            return Bodies.Problem(400, "journal-incomplete", "A journal has externalRef, period (yyyy-MM) and at least two lines.");
        if (!DateOnly.TryParseExact(period, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return Bodies.Problem(400, "period-invalid", "period is yyyy-MM.");
        if (lines.Any(l => string.IsNullOrEmpty(l.Account))) return Bodies.Problem(400, "account-missing", "Every line names its account.");
        lock (_gate)
        {
            if (_journals.TryGetValue(reference, out var known))
            {
                return known.Content == content
                    ? TypedResults.Ok(known.Journal)
                    : Bodies.Problem(409, "external-ref-reused", "The externalRef was posted before with another content.");
            }

            if (script?.Behaviour == "period-closed") return Bodies.Problem(409, "period-closed", "The period is closed.");
            var (debits, credits) = (lines.Sum(l => l.Debited), lines.Sum(l => l.Credited));
            if (lines.Any(l => l.Debited < 0 || l.Credited < 0 || (l.Debited == 0) == (l.Credited == 0))) return Bodies.Problem(422, "line-invalid", "A line is either debit or credit, and positive.");
            if (debits != credits) return Bodies.Problem(422, "journal-unbalanced", "Debits are not credits.");
            if (decimal.Round(debits, 2) != debits) return Bodies.Problem(422, "finer-than-cents", "Amounts are exact to the cent.");
            var posted = new PostedJournal(Derived.Id("JE", reference), reference, period, Dollars(debits), Dollars(credits), clock.GetUtcNow());
            _journals.Add(reference, (content, posted));
            return TypedResults.Created($"/erp/journals/{posted.ErpId}", posted);
        }
    }

    internal IReadOnlyList<PostedJournal> All()
    {
        lock (_gate) return [.. _journals.Values.Select(j => j.Journal)];
    }

    internal void Clear()
    {
        lock (_gate) _journals.Clear();
    }

    private static string Dollars(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>The journal API of the ERP.</summary>
internal static class JournalEndpoint
{
    internal const string Partner = "erp";

    internal static void Map(WebApplication app)
    {
        app.MapPost("/erp/journals", HandleAsync);
        app.MapGet("/erp/journals", (Ledger ledger) => ledger.All());
    }

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, Ledger ledger, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.Json)) return Bodies.WrongType(Bodies.Json);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        if (Read(body) is not { } request)
        {
            exchange.Note(http, Subject.Of(Partner, Steps.Journal), body, 400);
            return Bodies.Problem(400, "not-a-journal", "The body is not a journal in JSON.");
        }

        var subject = Subject.Of(Partner, Steps.Journal, ("externalRef", request.ExternalRef), ("period", request.Period));
        return await exchange.AnswerAsync(http, subject, body, script => ledger.Post(request, Derived.Sha256(body), script), cancel);
    }

    private static JournalRequest? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalRequest>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
