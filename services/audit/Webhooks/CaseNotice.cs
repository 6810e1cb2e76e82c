using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Webhooks;

/// <summary>The body of a notice: where a partner's case stands now. <paramref name="Sequence"/> counts the changes of the case's stage; a gap means that one was not told.</summary>
internal sealed record CaseNotice(Guid Id, string Type, string TrackingId, string Stage, DateTimeOffset Since, IReadOnlyList<string> WaitingFor, DateTimeOffset? DueBy, long Sequence)
{
    private const string StageChanged = "case.stage-changed";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static CaseNotice Of(CaseStatus status, string trackingId, long sequence)
    {
        var seen = PartnerSight.Of(status);
        return new CaseNotice(CaseNotices.NoticeIdOf(status.CaseId, sequence), StageChanged, trackingId, status.Stage, status.Since, seen.WaitingFor, seen.DueBy, sequence);
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static string IdOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return JsonElement.ParseValue(ref reader).GetProperty("id").GetString() ?? throw new InvalidDataException("A notice has an id.");
    }
}
