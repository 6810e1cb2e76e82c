namespace Healthcare.Authorization.Payers;

/// <summary>What a payer can do and which rules it decides by, section <c>Payers:&lt;id&gt;</c>; one that is not listed is asked by people alone.</summary>
public sealed record PayerProfile
{
    /// <summary>How cover is asked: <c>x12-realtime</c>, <c>fhir</c> or <c>none</c>. A payer is never called in a way that it does not support.</summary>
    public string Eligibility { get; init; } = Eligibilities.None;

    /// <summary>How authorization is asked: <c>pas</c>, <c>x12-278</c> or <c>manual</c>.</summary>
    public string Authorization { get; init; } = Transports.Manual;

    /// <summary>The program whose clock runs: <c>ma</c>, <c>medicaid</c>, <c>qhp-ffe</c> or <c>commercial</c>.</summary>
    public string Regulated { get; init; } = Programs.Commercial;

    /// <summary>Where the payer counts its days (IANA).</summary>
    public string TimeZone { get; init; } = "America/New_York";

    /// <summary>How long an answer about cover may be relied on.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>HCR03 codes by which this payer asks for information when it pends.</summary>
    public IReadOnlyList<string>? InformationReasons { get; init; }

    /// <summary>Service-independent part of what deciders rest on.</summary>
    internal PayerTerms Terms => new(Authorization, Regulated, TimeZone);

    internal bool AsksForInformation(string? reason) => reason is not null && (InformationReasons ?? DefaultInformationReasons).Contains(reason, StringComparer.Ordinal);

    // X12 code source 886: additional patient information required.
    private static readonly string[] DefaultInformationReasons = ["0U"];
}

/// <summary>How cover is asked.</summary>
internal static class Eligibilities
{
    public const string X12 = "x12-realtime";
    public const string Fhir = "fhir";
    public const string None = "none";
}

/// <summary>How authorization is asked.</summary>
internal static class Transports
{
    public const string Pas = "pas";
    public const string X12 = "x12-278";
    public const string Manual = "manual";
}

/// <summary>Programs of payers.</summary>
internal static class Programs
{
    public const string MedicareAdvantage = "ma";
    public const string Medicaid = "medicaid";
    public const string Exchange = "qhp-ffe";
    public const string Commercial = "commercial";

    /// <summary>The end of the last day to contest a denial: 65 days in Medicare Advantage (42 CFR 422.582(b)), 60 in Medicaid (42 CFR 438.402(c)(2)(ii)), else 180 (29 CFR 2560.503-1(h)(3)(i), 45 CFR 147.136).</summary>
    public static DateTimeOffset ContestBy(PayerTerms? payer, DateTimeOffset deniedAt)
    {
        var days = payer?.Program switch
        {
            null or MedicareAdvantage => 65,
            Medicaid => 60,
            _ => 180,
        };
        var zone = payer?.TimeZone ?? "America/New_York";
        return PayerDays.EndOf(PayerDays.DayOf(deniedAt, zone).AddDays(days), zone);
    }

    /// <summary>
    /// Who must decide in 72 hours or 7 calendar days, and whose silence is a denial: issuers on the exchanges and most employer plans are outside (CMS-0057-F; 42 CFR 422.568, 438.404(c)(5)).
    /// </summary>
    public static bool IsOnDecisionClock(string? program) => program is null or MedicareAdvantage or Medicaid;
}

/// <summary>The payer's terms as they were when the authorization was asked for, so that deciding reads no settings.</summary>
public sealed record PayerTerms(string Transport, string Program, string TimeZone);

/// <summary>The payers by id.</summary>
internal sealed class PayerDirectory(IConfiguration configuration)
{
    public PayerProfile this[string payerId] => configuration.GetSection($"Payers:{payerId}").Get<PayerProfile>() ?? new PayerProfile();

    public bool HasEndpoint(string payerId, string kind) => configuration[$"Partners:{payerId}:Endpoints:{kind}"] is { Length: > 0 };

    public string NameOf(string payerId) => configuration[$"Partners:{payerId}:Name"] ?? payerId;

    public string? EdiIdOf(string payerId) => configuration[$"Partners:{payerId}:EdiId"];
}
