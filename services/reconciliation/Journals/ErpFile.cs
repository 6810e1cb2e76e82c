using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Journals;

/// <summary>Journals for an ERP that takes files: one file a journal, named by its external reference, taken when it is written whole.</summary>
internal sealed class ErpFile(ErpJournals journals, OriginalStore originals, IOptions<LedgerOptions> options) : ITransmissionKind, ITransmissionCarrier
{
    private const int Written = 201;
    private const int Known = 200;
    private const int Conflict = 409;

    public string Kind => ErpJournals.Kind;

    public async Task<CarriedAnswer> CarryAsync(TransmissionRow transmission, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var path = Path.Combine(options.Value.File.Folder ?? throw new InvalidOperationException("Ledger:File:Folder is not configured."), NameOf(transmission.SubjectId));
        try
        {
            if (File.Exists(path))
                return (await File.ReadAllBytesAsync(path, cancel)).AsSpan().SequenceEqual(payload.Span) ? new CarriedAnswer(AnswerKind.Acknowledged, Known) : new CarriedAnswer(AnswerKind.Rejected, Conflict);
            var part = $"{path}.part";
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(payload, cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path);
            return new CarriedAnswer(AnswerKind.Acknowledged, Written);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A share that is not mounted is an ERP that is away; the folder is not made, for what is written into a mount point is lost.
            throw new PartnerFailedException("folder-unavailable", failure);
        }
    }

    /// <summary>A file has no answer: what was written is what is taken, under the file's name.</summary>
    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return await journals.UnderstandAsync(answer with { Body = answer.Kind == AnswerKind.Acknowledged ? await ReceiptAsync(answer.Transmission, cancel) : Reused }, cancel);
    }

    internal static string NameOf(Guid journalId) => $"{ErpJournals.ReferenceOf(journalId)}.json";

    private static ReadOnlyMemory<byte> Reused { get; } = """{"code":"external-ref-reused"}"""u8.ToArray();

    private async Task<ReadOnlyMemory<byte>> ReceiptAsync(TransmissionRow transmission, CancellationToken cancel)
    {
        await using var payload = await originals.OpenAsync(new OriginalId(transmission.PayloadId), cancel) ?? throw new InvalidOperationException($"The payload of transmission {transmission.Id} was erased.");
        return ErpJournals.ReceiptOf(await payload.ReadAllAsync(cancel), NameOf(transmission.SubjectId));
    }
}
