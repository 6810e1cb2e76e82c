using System.Net;

namespace Healthcare.Hl7v2;

/// <summary>One message, or something that was refused, as it came from a partner.</summary>
/// <param name="Proposed">The answer that what was found asks for: AA, AE or AR.</param>
public sealed record Hl7Received(Hl7Part Part, Hl7Findings Findings, Acknowledgement Proposed, EndPoint? From);

/// <summary>Does durably what a message asks for, and gives the application's answer (AA, AE or AR); where it throws, nothing is answered.</summary>
public delegate ValueTask<Acknowledgement> Hl7Handler(Hl7Received received, CancellationToken cancel);

/// <summary>Between MLLP and an application: reads and checks each message, hands it over, and answers in the mode that its header asks for.</summary>
/// <param name="controlIds">Gives MSH-10 of each answer.</param>
public sealed class Hl7Responder(Hl7Handler handle, Func<string> controlIds, TimeProvider clock)
{
    /// <summary>The handler for <see cref="MllpListener"/>.</summary>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> RespondAsync(MllpMessage received, CancellationToken cancel)
    {
        var findings = new Hl7Findings();
        List<ReadOnlyMemory<byte>> answers = [];
        if (received.TooLong)
        {
            var passedOver = new MessageParser(findings, Hl7ReaderOptions.Usual).PassOver(received.Bytes, long.MaxValue);
            await RespondAsync(passedOver, findings, received.From, answers, cancel).ConfigureAwait(false);
            return answers;
        }

        using var reader = new Hl7Reader(received.Bytes, findings);
        while (reader.Read()) await RespondAsync(reader.Part, findings, received.From, answers, cancel).ConfigureAwait(false);
        return answers;
    }

    private async ValueTask RespondAsync(Hl7Part part, Hl7Findings findings, EndPoint? from, List<ReadOnlyMemory<byte>> answers, CancellationToken cancel)
    {
        switch (part)
        {
            case Hl7Message message:
                Hl7Rules.Check(message, findings);
                var said = await handle(new Hl7Received(message, findings, Acknowledgement.Of(message, findings), from), cancel).ConfigureAwait(false);
                Answer(message, said, answers);
                break;
            case RefusedPart refused:
                var refusal = await handle(new Hl7Received(refused, findings, Acknowledgement.Of(refused), from), cancel).ConfigureAwait(false);
                answers.Add(refusal.Answer(refused, controlIds(), clock.GetUtcNow()));
                break;
        }
    }

    private void Answer(Hl7Message message, Acknowledgement said, List<ReadOnlyMemory<byte>> answers)
    {
        var mode = AcknowledgementMode.Of(message);
        // An answer is not answered, or two systems would thank each other for ever.
        var isAnswer = message.Segment("MSA") is not null;
        if (message.Type == "ACK") return;
        if (mode.WantsAccept(said.IsPositive))
        {
            var accept = said.Code switch { AcknowledgementCode.AA => AcknowledgementCode.CA, AcknowledgementCode.AE => AcknowledgementCode.CE, AcknowledgementCode.AR => AcknowledgementCode.CR, var other => other };
            answers.Add((said with { Code = accept }).Answer(message, controlIds(), clock.GetUtcNow()));
        }

        if (!isAnswer && mode.WantsApplication(said.IsPositive)) answers.Add(said.Answer(message, controlIds(), clock.GetUtcNow()));
    }
}
