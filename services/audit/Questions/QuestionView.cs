using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Audit.Questions;

/// <summary>A question as compliance sees it.</summary>
public sealed record QuestionDocument
{
    public required Guid QuestionId { get; init; }

    public required long Version { get; init; }

    /// <summary><c>who-saw-what</c> or <c>disclosure-accounting</c>.</summary>
    public required string AsksFor { get; init; }

    public Guid? CaseId { get; init; }

    public Guid? PatientId { get; init; }

    /// <summary>HL7 purpose of use.</summary>
    public string? Purpose { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary><c>blocked</c> while scope or purpose is missing, <c>owed</c> while the trail is not complete, <c>answered</c>.</summary>
    public required string State { get; init; }

    /// <summary>Codes of what it does not say yet.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>When the patient was told in writing that the answer comes later; <c>dueAt</c> is the date that was promised.</summary>
    public DateTimeOffset? ExtendedAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public TrailAnswer? Answer { get; init; }
}

/// <summary>Questions of compliance, what is due first at the head.</summary>
internal sealed class QuestionView : View<QuestionDocument>
{
    public const string All = "all";
    public const string Open = "open";

    public override string Name => "questions_v1";

    public override string? InlineOf => Question.AggregateName;

    public override QuestionDocument? Apply(string key, QuestionDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, QuestionAsked e) => Saying(
                new QuestionDocument { QuestionId = envelope.StreamId, Version = envelope.Version, AsksFor = e.AsksFor, AskedBy = e.By.Id, ReceivedAt = e.ReceivedAt, DueAt = e.DueAt, State = "" },
                new AskedOfTrail(e.CaseId, e.PatientId, e.Purpose)),
            ({ } d, QuestionStated e) => Saying(d, new AskedOfTrail(e.CaseId, e.PatientId, e.Purpose)),
            ({ } d, QuestionExtended e) => d with { DueAt = e.DueAt, ExtendedAt = e.At },
            ({ } d, QuestionOwed) => d with { State = "owed" },
            ({ } d, QuestionAnswered e) => d with { State = "answered", AnsweredAt = e.At, Answer = e.Answer },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(QuestionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.AnsweredAt is null ? [All, Open] : [All];
    }

    public override string SortOf(QuestionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.DueAt.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }

    private static QuestionDocument Saying(QuestionDocument document, AskedOfTrail asked) => document with
    {
        CaseId = asked.CaseId,
        PatientId = asked.PatientId,
        Purpose = asked.Purpose,
        State = asked.IsComplete ? "owed" : "blocked",
        Missing = [.. asked.NamesSomebody ? Array.Empty<string>() : ["scope-named"], .. asked.Purpose is null ? ["purpose-stated"] : Array.Empty<string>()],
    };
}
