using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Audit.Map;

/// <summary>The map: what stands at every boundary, now or at any past moment, as data and as a picture. Numbers only, of nobody.</summary>
internal static class MapEndpoint
{
    public const string Svg = "image/svg+xml";

    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder app)
    {
        var map = app.MapGroup("").RequireAuthorization(Policies.Staff).WithTags("map");
        map.MapGet("/map", HandleAsync).Described(
            "readMap", "What stands at every boundary and what came through, now or as of any past moment; with `Accept: image/svg+xml` as a picture").Answering(KnownProblems.RequestInvalid);
        map.MapGet("/map.svg", DrawAsync).AnsweringBytes(Svg, "The map as a picture, in light and dark.")
            .Described("drawMap", "The same as a picture: left to right in the order of the journey, width by volume, colour by age against the clock").Answering(KnownProblems.RequestInvalid);
        MapDefinitionEndpoint.Map(app.MapGroup("/map/definitions").RequireAuthorization(Policies.Staff).WithTags("map"));
    }

    private static async Task<Results<Ok<MapAnswer>, ContentHttpResult, ProblemResult>> HandleAsync(DateTimeOffset? at, DateTimeOffset? from, HttpContext http, CurrentMap map, CancellationToken cancel)
    {
        http.Response.Headers.Vary = HeaderNames.Accept;
        if (CurrentMap.IsWrong(at, from, map.Now) is { } wrong) return wrong;
        var answer = await map.ReadAsync(at, from, cancel);
        return WantsPicture(http.Request) ? Picture(answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<ContentHttpResult, ProblemResult>> DrawAsync(DateTimeOffset? at, DateTimeOffset? from, CurrentMap map, CancellationToken cancel) =>
        CurrentMap.IsWrong(at, from, map.Now) is { } wrong ? wrong : Picture(await map.ReadAsync(at, from, cancel));

    private static ContentHttpResult Picture(MapAnswer answer) => TypedResults.Text(MapPicture.Draw(answer), Svg);

    // What comes first of equal wishes; a browser that takes anything gets data.
    private static bool WantsPicture(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(a => a.Quality ?? 1).FirstOrDefault(a => a.MediaType.Value is Svg or "application/json" or "*/*" or "application/*") is { } first
        && first.MediaType.Equals(Svg, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the map.</summary>
    internal sealed class CurrentMap(MapReader reader, MapDefinitions definitions, LagWatch lag, TimeProvider clock)
    {
        public DateTimeOffset Now => EventCodec.Microseconds(clock.GetUtcNow());

        public static ProblemResult? IsWrong(DateTimeOffset? at, DateTimeOffset? from, DateTimeOffset now) => (at, from) switch
        {
            ({ } moment, _) when moment > now => Wrong("at", "future", "The map shows the present and the past; leave `at` out for now."),
            (_, { } since) when since >= (at ?? now) => Wrong("from", "order", "`from` lies before the moment that is shown."),
            _ => null,
        };

        public async Task<MapAnswer> ReadAsync(DateTimeOffset? at, DateTimeOffset? from, CancellationToken cancel)
        {
            // Asked before reading: what is said to be in the answer is.
            var behind = lag.Now();
            var moment = at?.ToUniversalTime() ?? await reader.PresentAsync(Now, cancel);
            var since = from?.ToUniversalTime() ?? moment - Window;
            var readings = await reader.ReadAsync(moment, since, cancel);
            var defined = await definitions.AllAsync(cancel);
            var boundaries = defined.Select(d => Of(d, readings.GetValueOrDefault(d.Contract.Id)))
                .Concat(readings.Values.Where(r => defined.All(d => d.Contract.Id != r.Boundary)).OrderBy(r => r.Boundary, StringComparer.Ordinal).Select(Undefined)).ToList();
            return new MapAnswer(
                moment, since, behind.AsOf >= moment, boundaries.Sum(b => b.Standing.All), boundaries.Sum(b => b.Standing.Late), boundaries, behind.AsOf, behind.Milliseconds, behind.Services);
        }

        private static MapBoundary Of(BoundaryDefinition defined, BoundaryReading? reading)
        {
            var contract = defined.Contract;
            return With(
                new MapBoundary(
                    contract.Id, contract.Name, contract.From, contract.To, Journey.PhaseOf(contract.Id), contract.OwnerRole, Journey.Allowed(contract.Clock), Pace.Clear, Standing.None,
                    Ages: null, ValueAtStake: null, Flow.None),
                reading);
        }

        // A boundary that an older build knew is on the map while something stands there.
        private static MapBoundary Undefined(BoundaryReading reading) => With(
            new MapBoundary(
                reading.Boundary, reading.Boundary, "", "", Journey.Elsewhere, OwnerRole: null, Allowed: null, Pace.Clear, Standing.None, Ages: null, ValueAtStake: null, Flow.None),
            reading);

        private static MapBoundary With(MapBoundary boundary, BoundaryReading? reading) => reading is null
            ? boundary
            : boundary with { Pace = PaceOf(reading), Standing = reading.Standing, Ages = reading.Ages, ValueAtStake = reading.Value, Flow = reading.Flow };

        private static Pace PaceOf(BoundaryReading reading) => reading switch
        {
            { Standing.All: 0 } => Pace.Clear,
            { Used: > 2 } => Pace.VeryLate,
            { Used: > 1 } => Pace.Late,
            { Used: >= 0.75 } => Pace.NearDue,
            _ => Pace.InTime,
        };

        private static ProblemResult Wrong(string parameter, string code, string sentence) =>
            new(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError($"$.{parameter}", code, sentence)] });
    }
}
