using System.Buffers;

namespace Healthcare.Hl7v2;

/// <summary>What became of one message: MSA with its ERRs.</summary>
/// <param name="ControlId">MSA-2: MSH-10 of the message that is acknowledged; empty where that could not be read.</param>
public sealed record Acknowledgement(AcknowledgementCode Code, string ControlId, IReadOnlyList<AcknowledgementError> Errors)
{
    // A message that is wrong throughout is not explained line by line.
    private const int MostErrors = 20;

    /// <summary>MSA-3, kept for readers of versions before 2.5.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the message was taken: AA or CA.</summary>
    public bool IsPositive => Code is AcknowledgementCode.AA or AcknowledgementCode.CA;

    /// <summary>Whether it is of the enhanced mode's first step: CA, CE or CR.</summary>
    public bool IsAccept => Code is AcknowledgementCode.CA or AcknowledgementCode.CE or AcknowledgementCode.CR;

    /// <summary>What the application answers to the message that was read last: AA where none of its findings is an error, else AE with where and what.</summary>
    public static Acknowledgement Of(Hl7Message message, Hl7Findings findings) => Of(message, findings, AcknowledgementCode.AA, AcknowledgementCode.AE);

    /// <summary>What enhanced mode answers first to the message that was read last: CA where none of its findings is an error, else CE.</summary>
    public static Acknowledgement AcceptOf(Hl7Message message, Hl7Findings findings) => Of(message, findings, AcknowledgementCode.CA, AcknowledgementCode.CE);

    /// <summary>What is answered to something that is no message that can be trusted: AR, with the control id where one can be made out.</summary>
    public static Acknowledgement Of(RefusedPart refused) =>
        new(AcknowledgementCode.AR, RefusedHeader.Of(refused)?.ControlId ?? "", [AcknowledgementError.Of(refused.Reason)]);

    /// <summary>Null where the message has no MSA. A code that HL7 does not know counts as AE, so that nothing is taken for accepted by mistake.</summary>
    public static Acknowledgement? Read(Hl7Message message)
    {
        if (message.Segment("MSA") is not { } segment) return null;
        var msa = new Msa(segment);
        var known = msa.Code is { Length: 2 } text && Enum.TryParse<AcknowledgementCode>(text, ignoreCase: false, out var code) && Enum.IsDefined(code) ? code : AcknowledgementCode.AE;
        return new Acknowledgement(known, msa.ControlId ?? "", [.. message.SegmentsOf("ERR").SelectMany(ErrorsOf).OfType<AcknowledgementError>().Take(MostErrors)]) { Text = msa.Text };
    }

    /// <summary>The answer as bytes: sender and receiver change places, separators, character set, version and processing id are those of the message.</summary>
    public ReadOnlyMemory<byte> Answer(Hl7Message message, string controlId, DateTimeOffset at)
    {
        var header = message.Header;
        var version = header.Version is ['2', '.', ..] known ? known : "2.5.1";
        var structure = Before(version, "2.3.1") ? null : "ACK";
        var reply = new MessageHeader(
            header.ReceivingApplication, header.ReceivingFacility, header.SendingApplication, header.SendingFacility, at, "ACK", header.TriggerEvent, structure, controlId,
            header.Processing ?? "P", version);
        // What cannot be said in the sender's own encoding is said in the usual one.
        return Write(reply, message.Encoding) ?? Write(reply, Hl7Encoding.Usual) ?? Write(Plain(controlId, at), Hl7Encoding.Usual) ?? default;
    }

    /// <summary>The answer to something that is no message that can be trusted, as far as its header can be made out.</summary>
    public ReadOnlyMemory<byte> Answer(RefusedPart refused, string controlId, DateTimeOffset at)
    {
        var plain = Plain(controlId, at);
        var reply = RefusedHeader.Of(refused) is { } header
            ? plain with
            {
                SendingApplication = header.ReceivingApplication,
                SendingFacility = header.ReceivingFacility,
                ReceivingApplication = header.SendingApplication,
                ReceivingFacility = header.SendingFacility,
            }
            : plain;
        return Write(reply, Hl7Encoding.Usual) ?? Write(plain, Hl7Encoding.Usual) ?? default;
    }

    /// <summary>Writes MSH, MSA and the ERRs: with places and codes of their own since 2.5, in one ERR-1 before.</summary>
    public void Write(Hl7Writer writer, MessageHeader header)
    {
        writer.BeginMessage(header);
        writer.Write("MSA", Code.ToString(), ControlId, Text);
        if (Errors.Count == 0) return;
        if (Before(header.Version, "2.5"))
        {
            writer.Write("ERR", Hl7Element.Repeating([.. Errors.Take(MostErrors).Select(e => e.ToEld())]));
            return;
        }

        foreach (var error in Errors.Take(MostErrors))
        {
            writer.Write(
                "ERR", Hl7Element.Absent, error.Location?.ToErl() ?? Hl7Element.Absent, new Cwe(error.Code, ErrorCodes.NameOf(error.Code), "HL70357"), error.Severity,
                Hl7Element.Absent, Hl7Element.Absent, Hl7Element.Absent, error.UserMessage);
        }
    }

    private static Acknowledgement Of(Hl7Message message, Hl7Findings findings, AcknowledgementCode good, AcknowledgementCode bad)
    {
        if (!findings.HasErrors(message)) return new Acknowledgement(good, message.ControlId, []);
        List<AcknowledgementError> errors =
            [.. findings.Of(message).Where(f => f.Severity != Hl7Severity.Note).OrderByDescending(f => f.Severity).Select(AcknowledgementError.Of).Take(MostErrors)];
        if (errors.Count == 0) errors.Add(new AcknowledgementError(null, "102", "E", "There are more deviations than are listed"));
        return new Acknowledgement(bad, message.ControlId, errors);
    }

    private static IEnumerable<AcknowledgementError?> ErrorsOf(Hl7Segment err) =>
        err[3].Presence == Hl7Presence.Absent ? err[1].Repetitions.Take(MostErrors).Select(AcknowledgementError.ReadEld) : [AcknowledgementError.Read(err)];

    private static MessageHeader Plain(string controlId, DateTimeOffset at) => new(null, null, null, null, at, "ACK", null, "ACK", controlId);

    private static bool Before(string version, string bound) =>
        Version.TryParse(version, out var known) && known < Version.Parse(bound);

    private ReadOnlyMemory<byte>? Write(MessageHeader header, Hl7Encoding encoding)
    {
        if (!encoding.Delimiters.AreLegal) return null;
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output, encoding);
        Write(writer, header);
        return writer.Refusal is null ? output.WrittenMemory : null;
    }
}
