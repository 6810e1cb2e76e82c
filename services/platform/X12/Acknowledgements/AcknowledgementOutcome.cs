namespace Healthcare.X12;

/// <summary>TA104, IK501 and AK901: whether an interchange, set or group was taken.</summary>
public enum AcknowledgementOutcome
{
    /// <summary>A.</summary>
    Accepted,

    /// <summary>E: taken, with errors noted.</summary>
    AcceptedWithErrors,

    /// <summary>R.</summary>
    Rejected,

    /// <summary>P: some sets were rejected; of a group only.</summary>
    PartiallyAccepted,

    /// <summary>M, W or X: authentication, assurance or decryption failed.</summary>
    SecurityFailed,
}

internal static class AcknowledgementOutcomes
{
    internal static string Code(this AcknowledgementOutcome outcome) => outcome switch
    {
        AcknowledgementOutcome.Accepted => "A",
        AcknowledgementOutcome.AcceptedWithErrors => "E",
        AcknowledgementOutcome.PartiallyAccepted => "P",
        AcknowledgementOutcome.SecurityFailed => "X",
        _ => "R",
    };

    /// <summary>A code that is not in the list is taken as a rejection and reported, so that nothing unread passes for accepted.</summary>
    internal static AcknowledgementOutcome Read(X12Reader reader, in Segment segment, int element)
    {
        var code = segment[element];
        if (code.Length == 1)
        {
            switch (code[0])
            {
                case (byte)'A':
                    return AcknowledgementOutcome.Accepted;
                case (byte)'E':
                    return AcknowledgementOutcome.AcceptedWithErrors;
                case (byte)'R':
                    return AcknowledgementOutcome.Rejected;
                case (byte)'P':
                    return AcknowledgementOutcome.PartiallyAccepted;
                case (byte)'M' or (byte)'W' or (byte)'X':
                    return AcknowledgementOutcome.SecurityFailed;
            }
        }

        reader.Report(X12FindingCode.ElementInvalid, X12Severity.Error, element, "The acknowledgement code is not in its list");
        return AcknowledgementOutcome.Rejected;
    }
}
