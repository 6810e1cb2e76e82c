namespace Healthcare.Hl7v2;

/// <summary>Holds a message to the rules of its type: segments and their order, required fields, times, numbers and the codes of HL7's own tables.</summary>
public sealed class Hl7Rules
{
    private readonly Hl7Message _message;
    private readonly Hl7Findings _findings;

    private Hl7Rules(Hl7Message message, Hl7Findings findings)
    {
        _message = message;
        _findings = findings;
    }

    /// <summary>Reports what deviates; a message is read and can be viewed whatever is found.</summary>
    public static void Check(Hl7Message message, Hl7Findings findings)
    {
        var rules = new Hl7Rules(message, findings);
        rules.CheckVersion();
        MessageRules.Check(message, rules.Report);
        foreach (var segment in message.Segments)
        {
            if (FieldRule.BySegment.TryGetValue(segment.Id, out var fields)) rules.CheckFields(segment, fields);
            if (segment.Id == "OBX") rules.CheckObservation(segment);
        }
    }

    private void CheckVersion()
    {
        if (_message.Header.Version is { } version && !(version is ['2', '.', >= '1' and <= '9'] || version is ['2', '.', >= '1' and <= '9', '.', >= '0' and <= '9']))
            Report(Hl7FindingCode.VersionUnknown, Hl7Severity.Warning, _message.Segments[0], 12, 1, "The version is none of HL7 2.1 to 2.9");
    }

    private void CheckFields(Hl7Segment segment, FieldRule[] rules)
    {
        var next = 0;
        foreach (var (number, value) in segment.Fields())
        {
            while (next < rules.Length && rules[next].Field < number) ReportIfRequired(segment, rules[next++]);
            if (next == rules.Length) return;
            if (rules[next].Field > number) continue;
            CheckField(segment, rules[next++], value);
        }

        while (next < rules.Length) ReportIfRequired(segment, rules[next++]);
    }

    private void CheckField(Hl7Segment segment, FieldRule rule, Hl7Value value)
    {
        if (value.Presence != Hl7Presence.Valued || IsEmpty(value))
        {
            ReportIfRequired(segment, rule);
            return;
        }

        if (rule is { Repeats: false, Type: not 'X' } && value.RepetitionCount > 1)
            Report(Hl7FindingCode.FieldNotRepeating, Hl7Severity.Warning, segment, rule.Field, 0, "The field does not repeat; its first repetition is taken");
        if (value.RepetitionCount > Hl7ReaderOptions.MostRepetitions)
            Report(Hl7FindingCode.TooManyRepetitions, Hl7Severity.Warning, segment, rule.Field, 0, "The field has more repetitions than are looked at; the first ones are taken");
        if (rule.Type == ' ') return;
        if (rule.Type == 'X')
        {
            CheckFreeText(segment, rule.Field, value);
            return;
        }

        foreach (var repetition in value.Repetitions.Take(rule.Repeats ? Hl7ReaderOptions.MostRepetitions : 1)) CheckType(segment, rule, repetition);
    }

    private void CheckType(Hl7Segment segment, FieldRule rule, Hl7Value value)
    {
        if (value.Text is not { } text) return;
        if (rule.Type == 'T' && Dtm.Read(value) is null) Report(Hl7FindingCode.DateUnreadable, Hl7Severity.Warning, segment, rule.Field, 1, "The time is not YYYYMMDD[HHMM[SS]][+-ZZZZ], or no time of the calendar");
        else if (rule.Type == 'N' && Nm.Parse(text) is null) Report(Hl7FindingCode.NumberUnreadable, Hl7Severity.Warning, segment, rule.Field, 1, "The value is not a number");
        else if (rule.Type == 'Y' && text is not ("Y" or "N")) Report(Hl7FindingCode.CodeUnknown, Hl7Severity.Warning, segment, rule.Field, 1, "The value is neither Y nor N");
        else if (rule.Codes is { } codes && !codes.Contains(text)) Report(Hl7FindingCode.CodeUnknown, Hl7Severity.Warning, segment, rule.Field, 1, "The code is not in HL7's table of this field");
    }

    private void CheckObservation(Hl7Segment segment)
    {
        var value = segment[5];
        if (value.Presence != Hl7Presence.Valued) return;
        var type = segment.Text(2);
        var checkedType = type switch { "NM" => 'N', "DT" or "TS" or "DTM" => 'T', "TX" or "FT" or "ST" => 'X', _ => ' ' };
        if (checkedType == 'X') CheckFreeText(segment, 5, value);
        else if (checkedType != ' ') CheckField(segment, new FieldRule(5, false, false, true, checkedType, null), value);
        if (type is null) Report(Hl7FindingCode.FieldMissing, Hl7Severity.Warning, segment, 2, 0, "The field is required where OBX-5 has a value");
    }

    private void CheckFreeText(Hl7Segment segment, int field, Hl7Value value)
    {
        var delimiters = _message.Encoding.Delimiters;
        var bytes = value.Bytes.Span;
        if ((delimiters.Component != 0 && bytes.Contains(delimiters.Component)) || (delimiters.Subcomponent != 0 && bytes.Contains(delimiters.Subcomponent)))
            Report(Hl7FindingCode.SeparatorInText, Hl7Severity.Warning, segment, field, 0, "Text has a separator that was not escaped; it is kept as a character");
    }

    private bool IsEmpty(Hl7Value value)
    {
        var d = _message.Encoding.Delimiters;
        return !value.Bytes.Span.ContainsAnyExcept([d.Component, d.Repetition, d.Subcomponent, (byte)' ']);
    }

    private void ReportIfRequired(Hl7Segment segment, FieldRule rule)
    {
        if (rule.Required) Report(Hl7FindingCode.FieldMissing, rule.Vital ? Hl7Severity.Error : Hl7Severity.Warning, segment, rule.Field, 0, "The field is required");
    }

    private void Report(Hl7FindingCode code, Hl7Severity severity, Hl7Segment? segment, int field, int component, string meaning) => _findings.Add(
        new Hl7Finding(code, severity, _message.Ordinal, segment?.Number ?? 0, segment?.Id ?? "", field, component, meaning) { Occurrence = segment?.Occurrence ?? 1 });
}
