using System.Net;
using System.Net.Http.Headers;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>Partners turn away what a strict one would, before they read it.</summary>
public sealed class TurningAway
{
    private static readonly string[] Doors = ["/payers/maryland-capital/eligibility", "/payers/maryland-capital/Claim/$submit", "/payers/maryland-capital/Claim/$inquire", "/clearinghouse/claims", "/erp/journals", "/ehr/Appointment"];

    [TestCaseSource(nameof(Doors)), CancelAfter(300_000)]
    public async Task Nobody_comes_in_without_a_token_of_a_service(string door, CancellationToken cancel)
    {
        await using var sandbox = await RunningSandbox.StartAsync(cancel, "--Sandbox:RequireTokens", "true");
        var partner = await AskingForTokens.TokenOfAsync(sandbox, "southside", cancel);
        foreach (var token in new[] { null, "not.a.token", partner })
        {
            using var answer = await SendAsync(sandbox, door, token, "text/plain", 2, cancel);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), token);
        }

        using var unknownType = await SendAsync(sandbox, door, await AskingForTokens.TokenOfAsync(sandbox, "billing", cancel), "text/plain", 2, cancel);
        Assert.That(unknownType.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType), "known, and sends what nobody takes");
    }

    [TestCaseSource(nameof(Doors)), CancelAfter(300_000)]
    public async Task What_is_too_large_is_not_taken(string door, CancellationToken cancel)
    {
        await using var sandbox = await RunningSandbox.StartAsync(cancel, "--Sandbox:MostBytes", "1000");
        foreach (var chunked in new[] { false, true })
        {
            using var answer = await SendAsync(sandbox, door, token: null, TypeOf(door), 1_001, cancel, chunked);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge), $"chunked: {chunked}");
        }
    }

    private static string TypeOf(string door) => door switch
    {
        "/erp/journals" => "application/json",
        "/ehr/Appointment" => RunningSandbox.Fhir,
        _ when door.Contains('$', StringComparison.Ordinal) => RunningSandbox.Fhir,
        _ => RunningSandbox.X12,
    };

    private static async Task<HttpResponseMessage> SendAsync(RunningSandbox sandbox, string door, string? token, string mediaType, int length, CancellationToken cancel, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door, UriKind.Relative)) { Content = new ByteArrayContent(new byte[length]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        request.Headers.TransferEncodingChunked = chunked;
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await sandbox.Client.SendAsync(request, cancel);
    }
}
