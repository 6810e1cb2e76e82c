using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Healthcare.Local.Demo;

/// <summary>The people of the story: a scheduler books what is released, a coder codes what was attended; both work from their queue, as people do.</summary>
internal sealed class Staff(HttpClient http, Uri gateway, Tokens tokens, Func<CancellationToken, Task<DateTimeOffset>>? clock = null)
{
    private static readonly string[] Practitioners = ["1679576722", "1003000126", "1245319599", "1396765061"];
    private readonly Dictionary<string, DateTimeOffset> nextFree = new(StringComparer.Ordinal);
    private int booked;

    public async Task WorkAsync(CancellationToken cancel)
    {
        await Task.WhenAll(
            DeskAsync("scheduling", "scheduler", ["book-appointment", "rebook-appointment"], BookAsync, cancel),
            DeskAsync("billing", "coder", ["code-encounter"], CodeAsync, cancel));
    }

    private async Task DeskAsync(string service, string role, string[] kinds, Func<Door, string, CancellationToken, Task<HttpStatusCode>> workOn, CancellationToken cancel)
    {
        var user = $"demo.{role}";
        var door = new Door(http, gateway, c => tokens.StaffAsync(user, role, c));
        while (!cancel.IsCancellationRequested)
        {
            var queue = await door.GetAsync($"/api/{service}/v1/work-items?role={role}&limit=50", cancel);
            // What is claimed stays ours until it is done, also when the answer to the claim or to the work was lost.
            var items = queue.GetProperty("items").EnumerateArray()
                .Where(i => kinds.Contains(i.GetProperty("kind").GetString(), StringComparer.Ordinal) && (OwnerOf(i) is not { } owner || owner == user))
                .ToList();
            foreach (var item in items) await WorkOnAsync(door, service, item, workOn, cancel);
            if (items.Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    private static async Task WorkOnAsync(Door door, string service, JsonElement item, Func<Door, string, CancellationToken, Task<HttpStatusCode>> workOn, CancellationToken cancel)
    {
        if (OwnerOf(item) is null)
        {
            var version = string.Create(CultureInfo.InvariantCulture, $"\"{item.GetProperty("version").GetInt64()}\"");
            var (claim, _) = await door.SendAsync(HttpMethod.Put, $"/api/{service}/v1/work-items/{item.GetProperty("workItemId").GetString()}/claim", content: null, cancel, ifMatch: version);
            // Somebody else was quicker: their item.
            using (claim) if (!claim.IsSuccessStatusCode) return;
        }

        var subject = item.GetProperty("subjectId").GetString() ?? "";
        var status = await workOn(door, subject, cancel);
        // It changed meanwhile, or it is done already: the queue says which.
        if ((int)status >= 300 && status is not (HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict))
            throw new InvalidOperationException($"The work on {item.GetProperty("kind").GetString()} of {subject} was answered with {(int)status}.");
    }

    private async Task<HttpStatusCode> BookAsync(Door door, string appointment, CancellationToken cancel)
    {
        var practitioner = Practitioners[booked++ % Practitioners.Length];
        // Nobody books into the past, also where business time is ahead.
        var now = Rounded(clock is null ? TimeProvider.System.GetUtcNow() : await clock(cancel));
        var start = nextFree.TryGetValue(practitioner, out var free) && free > now ? free : now;
        nextFree[practitioner] = start.AddMinutes(20);
        var path = $"/api/scheduling/v1/appointments/{appointment}";
        return await ChangeAsync(door, path, $"{path}/booking", _ => JsonContent.Create(new { practitionerNpi = practitioner, start, minutes = 20, placeOfService = "11" }), cancel);
    }

    private static async Task<HttpStatusCode> CodeAsync(Door door, string encounter, CancellationToken cancel)
    {
        var path = $"/api/billing/v1/encounters/{encounter}";
        return await ChangeAsync(door, path, $"{path}/coding", document => JsonContent.Create(document.GetProperty("proposedCoding")), cancel);
    }

    private static async Task<HttpStatusCode> ChangeAsync(Door door, string path, string change, Func<JsonElement, HttpContent> content, CancellationToken cancel)
    {
        var (found, document) = await door.SendAsync(HttpMethod.Get, path, content: null, cancel);
        using (found)
        {
            if (!found.IsSuccessStatusCode) return found.StatusCode;
            var (answer, _) = await door.SendAsync(HttpMethod.Put, change, () => content(document), cancel, ifMatch: found.Headers.ETag?.ToString());
            using (answer) return answer.StatusCode;
        }
    }

    private static string? OwnerOf(JsonElement item) => item.TryGetProperty("claimedBy", out var owner) ? owner.GetString() : null;

    private static DateTimeOffset Rounded(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute / 5 * 5, 0, TimeSpan.Zero);
}
