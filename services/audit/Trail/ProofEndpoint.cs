using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

internal static class ProofEndpoint
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/proof", HandleAsync).RequireAuthorization(Policies.Compliance).WithTags("compliance")
        .Described("proveTrail", "Holds the trail against every service's own log by number and hash, and computes its chains anew");

    private static async Task<Ok<ProofAnswer>> HandleAsync(Proof proof, CancellationToken cancel) => TypedResults.Ok(await proof.RunAsync(cancel));
}
