using System.Buffers;
using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.X12;
using Microsoft.Extensions.Configuration;

namespace Healthcare.X12Exchange;

/// <summary>An acknowledgement that is written and kept: decided in the transaction of what its file says, it goes to the partner.</summary>
public sealed record DueAcknowledgement(Guid StreamId, AcknowledgeFile Command);

/// <summary>Acknowledges the files that partners send: a 999 for each functional group (005010X231A1), a TA1 where one is asked for or the interchange is refused.</summary>
public sealed class FileAcknowledgements(OriginalStore originals, ControlNumbers numbers, Streams<AcknowledgeFile> files, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>The kind of the transmission.</summary>
    public const string Kind = "x12-acknowledgement";

    public const string MediaType = "application/edi-x12";

    /// <summary>Writes and keeps what answers the file; null where there is nothing to answer, the partner takes no acknowledgements, or the file was acknowledged before.</summary>
    public async Task<DueAcknowledgement?> PrepareAsync(OriginalId originalId, string partner, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(configuration[$"Partners:{partner}:Endpoints:{Kind}"])) return null;
        var streamId = ReceivedFileStream.IdOf(originalId.Value);
        if (await files.ReadAsync<bool>(streamId, cancel) is (true, _)) return null;
        await using var original = await originals.OpenAsync(originalId, cancel);
        if (original is null) return null;
        var receipts = (await Receipts.OfAsync(original.Bytes, cancel)).Where(IsAnswered).ToList();
        if (receipts.Count == 0) return null;
        var at = clock.GetUtcNow();
        var output = new ArrayBufferWriter<byte>(1024);
        var controls = new List<string>(receipts.Count);
        foreach (var receipt in receipts)
        {
            var number = await numbers.NextAsync(partner, cancel);
            // What cannot be answered in its own words, such as a sender of forbidden characters, is left to the HTTP answer.
            if (Write(output, receipt, number, at)) controls.Add(number.ToString("D9", CultureInfo.InvariantCulture));
        }

        if (controls.Count == 0 || await originals.KeepAsync(output.WrittenMemory, MediaType, $"{Kind}/{partner}", cancel) is not Keeping.Kept kept) return null;
        var groups = receipts.SelectMany(r => r.Groups).Select(g => g.Acknowledgement).OfType<Acknowledgement999>().ToList();
        return new DueAcknowledgement(
            streamId,
            new AcknowledgeFile(new FileAcknowledged(
                partner, originalId.Value, kept.Id.Value, controls, groups.Sum(g => g.SetsReceived), groups.Sum(g => g.SetsAccepted), EventCodec.Microseconds(at))));
    }

    // An interchange of acknowledgements is answered by nothing, not even when it is broken: that would never end.
    private static bool IsAnswered(InterchangeReceipt receipt) =>
        receipt is { Interchange: not null, HoldsOnlyAcknowledgements: false } && (WantsTa1(receipt) || receipt.Groups.Any(g => g.Acknowledgement is not null));

    private static bool WantsTa1(InterchangeReceipt receipt) =>
        receipt.Interchange is { AcknowledgementRequested: true } || receipt.Acknowledgement.Outcome == AcknowledgementOutcome.Rejected;

    private static bool Write(ArrayBufferWriter<byte> output, InterchangeReceipt receipt, int number, DateTimeOffset at)
    {
        if (receipt.Interchange is not { } came) return false;
        var own = new ArrayBufferWriter<byte>(512);
        var writer = new X12Writer(own, lines: true);
        writer.BeginInterchange(new InterchangeEnvelope(
            came.ReceiverQualifier, came.ReceiverId, came.SenderQualifier, came.SenderId, at.UtcDateTime, number, came.Usage is "T" ? "T" : "P"));
        if (WantsTa1(receipt)) receipt.Acknowledgement.Write(writer);
        var groups = receipt.Groups.Where(g => g.Acknowledgement is not null).ToList();
        if (groups is [var first, ..])
        {
            writer.BeginGroup(new GroupEnvelope(Acknowledgement999.FunctionalId, first.Group.Receiver, first.Group.Sender, at.UtcDateTime, number, Acknowledgement999.Version));
            for (var i = 0; i < groups.Count; i++) groups[i].Acknowledgement?.Write(writer, (i + 1).ToString("D4", CultureInfo.InvariantCulture));
            writer.EndGroup();
        }

        writer.EndInterchange();
        if (!writer.IsComplete) return false;
        output.Write(own.WrittenSpan);
        return true;
    }
}
