using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

internal static class ProofEndpoint
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/proof", HandleAsync).RequireAuthorization(Policies.Compliance).WithTags("compliance");

    private static async Task<Ok<ProofAnswer>> HandleAsync(Proof proof, CancellationToken cancel) => TypedResults.Ok(await proof.RunAsync(cancel));
}
