using Healthcare.EventStore;
using Healthcare.Intake.Referrals;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake.Partners;

internal static class ReadQuarantinedEndpoint
{
    private static readonly Refusal Unknown = new("message-unknown", "There is no such message in quarantine.");

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/quarantine/{originalId:guid}", HandleAsync)
        .RequireAuthorization(Policies.Role("intake-coordinator")).RecordingAccess().WithTags("quarantine")
        .AnsweringBytes("application/octet-stream", "The bytes, as they came.")
        .Described("readQuarantined", "A message whose sender nobody knows, byte for byte; the look is recorded", Unknown);

    // Only what nobody has been told to be: a partner's and a patient's originals are read with their referral.
    private static async Task<IResult> HandleAsync(Guid originalId, OriginalStore originals, CancellationToken cancel) =>
        await originals.OpenAsync(new OriginalId(originalId), cancel) is { Original.Source: IncomingReferrals.Quarantine } found
            ? TypedResults.Stream(found.Bytes, "application/octet-stream")
            : new ProblemResult(Unknown.ToProblem());
}
