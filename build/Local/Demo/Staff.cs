using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Healthcare.Local.Demo;

/// <summary>The people of the story: a scheduler books what is released, a coder codes what was attended; both work from their queue, as people do.</summary>
internal sealed class Staff(HttpClient http, Uri gateway, Tokens tokens)
{
    private static readonly string[] Practitioners = ["1679576722", "1003000126", "1245319599", "1396765061"];
    private readonly Dictionary<string, DateTimeOffset> nextFree = new(StringComparer.Ordinal);
    private int booked;

    public async Task WorkAsync(CancellationToken cancel)
    {
        await Task.WhenAll(
            DeskAsync("scheduling", "scheduler", "book-appointment", BookAsync, cancel),
            DeskAsync("billing", "coder", "code-encounter", CodeAsync, cancel));
    }

    private async Task DeskAsync(string service, string role, string kind, Func<Door, JsonElement, CancellationToken, Task> workOn, CancellationToken cancel)
    {
        var door = new Door(http, gateway, c => tokens.StaffAsync($"demo.{role}", role, c));
        while (!cancel.IsCancellationRequested)
        {
            var queue = await door.GetAsync($"/api/{service}/v1/work-items?role={role}&free=true&limit=50", cancel);
            var items = queue.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("kind").GetString() == kind).ToList();
            foreach (var item in items)
            {
                var id = item.GetProperty("workItemId").GetString();
                var version = string.Create(CultureInfo.InvariantCulture, $"\"{item.GetProperty("version").GetInt64()}\"");
                var (claim, _) = await door.SendAsync(HttpMethod.Put, $"/api/{service}/v1/work-items/{id}/claim", content: null, cancel, ifMatch: version);
                using (claim)
                {
                    // Somebody else was quicker: their item.
                    if (!claim.IsSuccessStatusCode) continue;
                }

                await workOn(door, item, cancel);
            }

            if (items.Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    private async Task BookAsync(Door door, JsonElement item, CancellationToken cancel)
    {
        var appointment = item.GetProperty("subjectId").GetString();
        var (found, _) = await door.SendAsync(HttpMethod.Get, $"/api/scheduling/v1/appointments/{appointment}", content: null, cancel);
        using (found)
        {
            var practitioner = Practitioners[booked++ % Practitioners.Length];
            var start = nextFree.GetValueOrDefault(practitioner, Rounded(TimeProvider.System.GetUtcNow()));
            nextFree[practitioner] = start.AddMinutes(20);
            var (answer, body) = await door.SendAsync(
                HttpMethod.Put,
                $"/api/scheduling/v1/appointments/{appointment}/booking",
                JsonContent.Create(new { practitionerNpi = practitioner, start, minutes = 20, placeOfService = "11" }),
                cancel,
                ifMatch: found.Headers.ETag?.ToString());
            using (answer) Require(answer, body, "booking");
        }
    }

    private static async Task CodeAsync(Door door, JsonElement item, CancellationToken cancel)
    {
        var encounter = item.GetProperty("subjectId").GetString();
        var (found, body) = await door.SendAsync(HttpMethod.Get, $"/api/billing/v1/encounters/{encounter}", content: null, cancel);
        using (found)
        {
            Require(found, body, "encounter");
            var (answer, said) = await door.SendAsync(
                HttpMethod.Put,
                $"/api/billing/v1/encounters/{encounter}/coding",
                JsonContent.Create(body.GetProperty("proposedCoding")),
                cancel,
                ifMatch: found.Headers.ETag?.ToString());
            using (answer) Require(answer, said, "coding");
        }
    }

    private static DateTimeOffset Rounded(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute / 5 * 5, 0, TimeSpan.Zero);

    private static void Require(HttpResponseMessage answer, JsonElement body, string what)
    {
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The {what} was answered with {(int)answer.StatusCode}: {body}");
    }
}
