using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Healthcare.Billing.Payers;

/// <summary>What contracts with payers say of time, versioned data of <c>payer-terms.json</c>: filing, corrected claims, appeals, and how often they are asked.</summary>
public sealed class PayerTerms
{
    private const string Any = "*";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly IReadOnlyList<Terms> terms;

    private PayerTerms(IReadOnlyList<Terms> terms) => this.terms = terms;

    /// <summary>The terms that this build carries.</summary>
    public static PayerTerms Built { get; } = ReadBuilt();

    /// <exception cref="InvalidDataException">A duration cannot be read, or the terms of any other payer are missing.</exception>
    public static PayerTerms Parse(string json)
    {
        var read = JsonSerializer.Deserialize<Data>(json, Options)?.Terms ?? [];
        if (!read.Any(t => t is { Payer: Any, Product: Any })) throw new InvalidDataException("The terms of payers without a contract (payer *, product *) are missing.");
        foreach (var text in read.SelectMany(t => new[] { t.Filing.Duration, t.Corrected.Duration, t.Appeal.Duration, t.Records.Duration, t.Status.First, t.Status.Again }))
        {
            if (!PeriodPattern.NormalizingIso.Parse(text).Success) throw new InvalidDataException($"'{text}' is no ISO 8601 duration.");
        }

        return new PayerTerms(read);
    }

    public Terms For(string payerId, DateTimeOffset at) => For(payerId, DateOnly.FromDateTime(at.UtcDateTime));

    /// <summary>The terms in force on a day: the payer's own before those of any other.</summary>
    public Terms For(string payerId, DateOnly on) => terms
        .Where(t => t.Payer == payerId || t.Payer == Any)
        .OrderByDescending(t => t.Effective <= on)
        .ThenByDescending(t => t.Payer != Any)
        .ThenByDescending(t => t.Effective)
        .ThenByDescending(t => t.Version)
        .First();

    private static PayerTerms ReadBuilt()
    {
        using var stream = typeof(PayerTerms).Assembly.GetManifestResourceStream("payer-terms.json") ?? throw new InvalidOperationException("payer-terms.json is not embedded.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    internal static DateOnly After(DateOnly day, string duration) => (LocalDate.FromDateOnly(day) + PeriodPattern.NormalizingIso.Parse(duration).Value).ToDateOnly();

    private sealed record Data(IReadOnlyList<Terms> Terms);

    /// <summary>One payer's terms in one version.</summary>
    public sealed record Terms(string Payer, string Product, int Version, DateOnly Effective, FilingTerms Filing, LimitTerms Corrected, LimitTerms Appeal, LimitTerms Records, StatusTerms Status, string? Source = null)
    {
        /// <summary>Such as <c>medicare/FFS#1</c>.</summary>
        public string Rule() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(Payer == Any ? "any" : Payer)}/{(Product == Any ? "any" : Product)}#{Version}");

        /// <summary>The last day of filing; 29 February counts from the 28th, as 42 CFR 424.44 has it.</summary>
        public DateOnly FileBy(DateOnly serviceDate) => After(serviceDate, Filing.Duration);

        public DateTimeOffset FirstAsked(DateTimeOffset acceptedAt) => Moved(acceptedAt, Status.First);

        public DateTimeOffset AskedAgain(DateTimeOffset askedAt) => Moved(askedAt, Status.Again);

        private static DateTimeOffset Moved(DateTimeOffset at, string duration) =>
            new(After(DateOnly.FromDateTime(at.UtcDateTime), duration).ToDateTime(TimeOnly.FromDateTime(at.UtcDateTime)), TimeSpan.Zero);
    }

    /// <param name="Duration">ISO 8601, from the day of service.</param>
    /// <param name="WarnDays">How many days before the last one somebody is warned.</param>
    public sealed record FilingTerms(string Duration, int WarnDays);

    /// <param name="Duration">ISO 8601.</param>
    /// <param name="From">What it counts from: <c>service</c>, <c>notice</c>, or <c>receipt</c> of the notice.</param>
    /// <param name="PresumedDays">Days after its date on which a notice is presumed received.</param>
    public sealed record LimitTerms(string Duration, string From, int PresumedDays = 0)
    {
        public DateOnly LastDay(DateOnly serviceDate, DateOnly notice) => After(From == "service" ? serviceDate : From == "receipt" ? notice.AddDays(PresumedDays) : notice, Duration);
    }

    /// <param name="First">From the payer's acceptance to the first question (276).</param>
    /// <param name="Again">From one question to the next.</param>
    public sealed record StatusTerms(string First, string Again);
}
