using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>One ERR: what is wrong and where.</summary>
/// <param name="Location">ERR-2, or ERR-1 of versions before 2.5; null where it is the message as a whole.</param>
/// <param name="Code">ERR-3, table 0357: 100 segment sequence to 207 internal error.</param>
/// <param name="Severity">ERR-4, table 0516: E error, W warning, I information, F fatal.</param>
/// <param name="UserMessage">ERR-8: a sentence for the sender's people, without patient data.</param>
public sealed record AcknowledgementError(Hl7Path? Location, string Code, string Severity = "E", string? UserMessage = null)
{
    internal static AcknowledgementError Of(Hl7Finding finding) => new(
        finding.Path, ErrorCodes.Of(finding.Code), finding.Severity switch { Hl7Severity.Error => "E", Hl7Severity.Warning => "W", _ => "I" }, finding.Meaning);

    internal static AcknowledgementError? Read(Hl7Segment err) =>
        err[3].Text is { } code ? new AcknowledgementError(LocationOf(err[2]), code, err.Text(4) ?? "E", err[8].WholeText ?? err[7].WholeText) : null;

    /// <summary>ELD of versions before 2.5: segment, sequence, field and the code in one.</summary>
    internal static AcknowledgementError? ReadEld(Hl7Value eld) =>
        eld.Component(4).Subcomponent(1).Text is { } code ? new AcknowledgementError(LocationOf(eld, last: 3), code, "E", eld.Component(4).Subcomponent(2).Text) : null;

    internal Hl7Element ToEld()
    {
        var location = Location ?? default;
        return Hl7Element.Composite(
            location.SegmentId, location.Occurrence > 0 ? location.Occurrence : Hl7Element.Absent, location.Field > 0 ? location.Field : Hl7Element.Absent,
            Hl7Element.Composite(Code, UserMessage ?? ErrorCodes.NameOf(Code), "HL70357"));
    }

    private static Hl7Path? LocationOf(Hl7Value erl, int last = 6)
    {
        if (erl.Component(1).Text is not { } id || !SegmentIds.IsValid(id)) return null;
        int Part(int ordinal, int absent) =>
            ordinal <= last && int.TryParse(erl.Component(ordinal).Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : absent;
        return new Hl7Path(id, Part(2, 1), Part(3, 0), Part(4, 0), Part(5, 0), Part(6, 0));
    }
}
