namespace Healthcare.Sandbox.Payer;

/// <summary>The routes of a payer: X12 270 and 278, FHIR eligibility, PAS $submit and $inquire, subscriptions.</summary>
internal static class PayerEndpoints
{
    internal static void Map(WebApplication app)
    {
        var payer = app.MapGroup("/payers/{payerId}");
        payer.MapPost("/eligibility", EligibilityEndpoint.HandleAsync);
        payer.MapPost("/CoverageEligibilityRequest/$submit", FhirEligibilityEndpoint.HandleAsync);
        payer.MapPost("/278", ReviewEndpoint.HandleAsync);
        payer.MapPost("/Claim/$submit", SubmitEndpoint.HandleAsync);
        payer.MapPost("/Claim/$inquire", InquireEndpoint.HandleAsync);
        payer.MapPost("/Subscription", SubscriptionEndpoint.HandleAsync);
    }
}
