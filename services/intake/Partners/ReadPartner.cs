using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Intake.Partners;

internal static class PartnerRefusals
{
    public static readonly Refusal Unknown = new("partner-unknown", "There is no such partner in the register.");
    public static readonly Refusal SenderTaken = new("hl7-sender-taken", "Another partner sends under that HL7 application and facility.");
}

internal static class ReadPartnerEndpoint
{
    private const int Most = 200;

    public static readonly string Policy = Policies.AnyOf(Policies.Role("integration-on-call"), Policies.Role("intake-coordinator"));

    public static void Map(RouteGroupBuilder partners)
    {
        partners.MapGet("/", ListAsync).RequireAuthorization(Policy).Described("listPartners", "The partners in the register");
        partners.MapGet("/{partnerId}", HandleAsync).RequireAuthorization(Policy).Described("readPartner", "A partner: channels, HL7 senders, and whether it may send", PartnerRefusals.Unknown);
    }

    private static async Task<Ok<IReadOnlyList<PartnerProfile>>> ListAsync(Views<PartnerDocument> partners, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<PartnerProfile>>([.. (await partners.PageAsync(PartnerView.All, after: null, Most, cancel)).Documents.Select(d => d.Profile)]);

    private static async Task<Results<VersionedResult<PartnerProfile>, ProblemResult>> HandleAsync(string partnerId, Views<PartnerDocument> partners, CancellationToken cancel) =>
        await partners.FindAsync(PartnerAggregate.IdOf(partnerId), cancel) is { } found ? found.Profile.At(new StreamVersion(found.Version)) : new ProblemResult(PartnerRefusals.Unknown.ToProblem());
}
