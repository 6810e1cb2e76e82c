using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.X12;
using Healthcare.X12Exchange;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

/// <summary>The writer of claims over the store in memory, and what a clearinghouse says to its files.</summary>
internal static class Files
{
    public static ServiceProvider New(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal)).Build();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddOptions<BillingOptions>().Bind(configuration.GetSection("Billing"));
        services.AddOptions<OriginalsOptions>();
        services.AddInMemoryEventStore("billing").AddControlNumbers(configuration);
        services.AddInMemoryOriginals();
        services.AddSingleton<ClaimFiles>();
        return services.BuildServiceProvider();
    }

    public static async Task<byte[]> BytesAsync(IServiceProvider services, Guid originalId)
    {
        await using var original = await services.GetRequiredService<OriginalStore>().OpenAsync(new OriginalId(originalId), CancellationToken.None) ?? throw new InvalidOperationException("Not kept.");
        return await original.ReadAllAsync(CancellationToken.None);
    }

    public static byte[] Ta1(string isa13, AcknowledgementOutcome outcome, string note) => X12Document.WriteUngrouped(
        Envelope(1), writer => new InterchangeAcknowledgement(isa13, "260309", "1200", outcome, note).Write(writer)).Bytes.ToArray();

    public static byte[] Set999(string gs06, string st02, AcknowledgementOutcome outcome) => Grouped(Acknowledgement999.FunctionalId, Acknowledgement999.Version, writer => new Acknowledgement999
    {
        GroupFunctionalId = "HC",
        GroupControlNumber = gs06,
        GroupVersion = ProfessionalClaims.Version,
        Outcome = outcome,
        SetsIncluded = 1,
        SetsReceived = 1,
        SetsAccepted = outcome == AcknowledgementOutcome.Accepted ? 1 : 0,
        Sets =
        [
            new SetAcknowledgement
            {
                SetId = "837",
                ControlNumber = st02,
                Outcome = outcome,
                ErrorCodes = outcome == AcknowledgementOutcome.Accepted ? [] : ["I5"],
                Errors = outcome == AcknowledgementOutcome.Accepted ? [] : [new SegmentError("CLM", 12, "2300", "8") { Elements = [new ElementError(1, null, null, null, "7", "Zyxcanary")] }],
            },
        ],
    }.Write(writer, "0001"));

    public static byte[] Claim277(string clm01, string batch, string category, string action, string source = "PR", string status = "20") => Grouped(
        ClaimAcknowledgement277.FunctionalId,
        ClaimAcknowledgement277.Version,
        writer => new ClaimAcknowledgement277
        {
            Reference = "CA1",
            At = Noon.UtcDateTime,
            Source = new Party { EntityCode = source, Name = "SOURCE", IdQualifier = source == "PR" ? "PI" : "46", Id = "1234567893" },
            SourceTrace = "ST1",
            Receiver = new Party { EntityCode = "41", Name = "HARBOR", IdQualifier = "46", Id = "HARBOR" },
            BatchReference = batch,
            BillingProvider = new Party { EntityCode = "85", Name = "HARBOR", IdQualifier = "XX", Id = "1588667638" },
            Claims =
            [
                new ClaimAcknowledgement
                {
                    ClaimId = clm01,
                    Statuses = [new ClaimStatus(category, status, "PR", Day, action, 250m)],
                    PayerControlNumber = category == "A2" ? "ICN1" : null,
                    ServiceDate = Day,
                    Patient = new Party { EntityCode = "QC", IsPerson = true, Name = "ZYXCANARY", FirstName = "TESSA", IdQualifier = "MI", Id = "MZYX0001" },
                },
            ],
        }.Write(writer, "0001"));

    private static byte[] Grouped(string functionalId, string version, Action<X12Writer> sets)
    {
        var document = X12Document.Write(Envelope(1), new GroupEnvelope(functionalId, "CLEARHOUSE", "HARBOR", Noon.UtcDateTime, 1, version), sets);
        return document.Refusal is { } refusal ? throw new InvalidOperationException(refusal.Meaning) : document.Bytes.ToArray();
    }

    private static InterchangeEnvelope Envelope(int number) => new("ZZ", "CLEARHOUSE", "ZZ", "HARBOR", Noon.UtcDateTime, number);
}
