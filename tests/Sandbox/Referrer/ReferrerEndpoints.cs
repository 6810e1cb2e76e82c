using System.Text.Json;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Referrer;

/// <summary>The practice that refers: it is told of its cases, and believes only what is signed and fresh.</summary>
internal static class ReferrerEndpoints
{
    internal const string Partner = "northside";
    private const string Address = "/referrer/webhook";

    internal static void Map(WebApplication app)
    {
        app.MapPost(Address, HandleAsync);
        app.MapPut("/sandbox/webhook", RegisterAsync);
        app.MapPut("/sandbox/webhook/secret", Keep);
    }

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, WebhookSecret secret, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.Json)) return Bodies.WrongType(Bodies.Json);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var headers = http.Request.Headers;
        var id = headers["webhook-id"].ToString();
        if (secret.Refusal(id, headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body) is { } refusal)
        {
            exchange.Note(http, Subject.Of(Partner, Steps.Webhook, ("id", id)), body, StatusCodes.Status401Unauthorized);
            return Bodies.Problem(StatusCodes.Status401Unauthorized, refusal, "The notice is not signed with a secret of ours, or not now.");
        }

        if (Read(body) is not { } notice || notice.Id != id)
        {
            exchange.Note(http, Subject.Of(Partner, Steps.Webhook, ("id", id)), body, StatusCodes.Status400BadRequest);
            return Bodies.Problem(StatusCodes.Status400BadRequest, "not-a-notice", "The body is not the notice that its webhook-id names.");
        }

        var subject = Subject.Of(Partner, Steps.Webhook, ("trackingId", notice.TrackingId), ("stage", notice.Stage), ("id", id));
        return await exchange.AnswerAsync(
            http, subject, body, script => script?.Behaviour == Behaviours.Gone ? Bodies.Problem(StatusCodes.Status410Gone, "gone", "The receiver is gone, as its script says.") : TypedResults.NoContent(), cancel);
    }

    private static async Task<IResult> RegisterAsync(HttpContext http, WebhookSecret secret, CancellationToken cancel)
    {
        var (status, body) = await secret.RegisterAsync(new Uri($"{http.Request.Scheme}://{http.Request.Host}{Address}"), cancel);
        return status < 300 ? TypedResults.NoContent() : Bodies.Problem(StatusCodes.Status502BadGateway, "not-registered", body);
    }

    private static IResult Keep(SecretRequest request, WebhookSecret secret) =>
        request.Secret is { } shown && secret.Keep(shown) ? TypedResults.NoContent() : Bodies.Problem(400, "secret-invalid", "secret is whsec_ and at least 24 bytes in Base64.");

    private static Told? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Told>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Told(string? Id, string? TrackingId, string? Stage);

    private sealed record SecretRequest(string? Secret);
}
