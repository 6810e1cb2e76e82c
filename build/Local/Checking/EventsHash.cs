using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Healthcare.EventStore;

namespace Healthcare.Local.Checking;

/// <summary>
/// What happened, whatever it was called: a text, and a hash over it, that two runs share to which the same was sent. It has each stream's events with type, actor and data. Where the clock
/// stood still between moves it also has their order and their business times; where it ran on, what two services tell a third at once arrives in either order. Ids, data keys and nonces are
/// random on purpose: ciphertext counts as being there, and an id is named by all the places where it stands, so that what refers to what is covered too.
/// </summary>
public static partial class EventsHash
{
    // Who looked, and the trail of who looked, is of the watcher: it depends on how often somebody asks.
    private static readonly string[] OfTheWatcher = ["access", "trail"];

    /// <summary>SHA-256 of a text, lower-case hexadecimal.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What is hashed: a paragraph for each stream, a line for each of its events.</summary>
    public static string TextOf(IEnumerable<(string Service, Recorded Event)> events, bool stoodStill)
    {
        ArgumentNullException.ThrowIfNull(events);
        var streams = events
            .Where(e => !OfTheWatcher.Contains(e.Event.Envelope.Aggregate, StringComparer.Ordinal))
            .GroupBy(e => (e.Service, e.Event.StreamId))
            .Select(s => new Stream(s.Key.Service, stoodStill, [.. s.Select(e => e.Event).OrderBy(e => e.Version)]))
            .ToList();
        var places = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var stream in streams) stream.Write((id, place) => Note(places, id, place));
        var names = places.ToDictionary(p => p.Key, p => Of(string.Join('\n', p.Value.Order(StringComparer.Ordinal)))[..12], StringComparer.Ordinal);
        return string.Join('\n', streams.Select(s => s.Write((id, _) => names[id])).Order(StringComparer.Ordinal));
    }

    private static string Note(Dictionary<string, List<string>> places, string id, string place)
    {
        if (!places.TryGetValue(id, out var known)) places.Add(id, known = []);
        known.Add(place);
        return "";
    }

    private sealed class Stream(string service, bool stoodStill, IReadOnlyList<Recorded> events)
    {
        /// <summary>The paragraph, with whatever stands for an id at a place.</summary>
        public string Write(Func<string, string, string> nameOf)
        {
            var lines = events.Select(e => Line(e, nameOf));
            return string.Concat(stoodStill ? lines : lines.Order(StringComparer.Ordinal));
        }

        private string Line(Recorded happened, Func<string, string, string> nameOf)
        {
            var e = happened.Envelope;
            var version = stoodStill ? string.Create(CultureInfo.InvariantCulture, $"{e.Version}/") : "";
            var at = $"{service}/{e.Aggregate}/{version}{e.Type}";
            var text = new StringBuilder(at).Append(' ');
            if (stoodStill) text.Append(CultureInfo.InvariantCulture, $"{e.Timestamp.UtcDateTime:O} ");
            text.Append(CultureInfo.InvariantCulture, $"{e.Actor.Kind} {e.Actor.Id} {e.Actor.Role} {e.PurposeOfUse} {nameOf(Plain(e.StreamId), $"{at}#stream")} ");
            if (e.CaseId is { } of) text.Append(nameOf(Plain(of), $"{at}#case")).Append(' ');
            using var data = JsonDocument.Parse(happened.Data);
            Write(data.RootElement, at, nameOf, text);
            return text.Append('\n').ToString();
        }

        private void Write(JsonElement element, string place, Func<string, string, string> nameOf, StringBuilder text)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object when IsSealed(element):
                    text.Append("sealed");
                    break;
                case JsonValueKind.Object:
                    text.Append('{').AppendJoin("", element.EnumerateObject().Select(m => Member(m, place, nameOf)).Order(StringComparer.Ordinal)).Append('}');
                    break;
                case JsonValueKind.Array:
                    text.Append('[');
                    foreach (var item in element.EnumerateArray())
                    {
                        Write(item, $"{place}/-", nameOf, text);
                        text.Append(',');
                    }

                    text.Append(']');
                    break;
                case JsonValueKind.String:
                    text.Append('"').Append(Renamed(stoodStill ? element.GetString() ?? "" : Times().Replace(element.GetString() ?? "", "time"), place, nameOf)).Append('"');
                    break;
                default:
                    text.Append(element.GetRawText());
                    break;
            }
        }

        private string Member(JsonProperty member, string place, Func<string, string, string> nameOf)
        {
            // An id may be the name of a member, too.
            var name = Ids().Replace(member.Name, "*");
            var text = new StringBuilder(Renamed(member.Name, $"{place}/{name}#name", nameOf)).Append(':');
            Write(member.Value, $"{place}/{name}", nameOf, text);
            return text.Append(',').ToString();
        }

        private static string Renamed(string text, string place, Func<string, string, string> nameOf) => Ids().Replace(text, id => nameOf(Plain(id.Value), place));

        private static string Plain(Guid id) => id.ToString("N");

        private static string Plain(string id) => id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

        private static bool IsSealed(JsonElement element) => element.TryGetProperty("nonce", out _) && element.TryGetProperty("tag", out _) && element.TryGetProperty("key", out _);
    }

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();

    // Also without dashes, as traces of messages to partners carry them, SHA-256 of what holds such ids, and what is made of them for people and for X12: capitals and digits.
    [GeneratedRegex("(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32})|\\b(?=[0-9]*[A-Z])[0-9A-Z]{12,20}\\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
