using System.Text;
using Healthcare.Testing;
using Healthcare.X12;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>Every 835 file that comes is acknowledged to who sent it (005010X231A1), taken or refused.</summary>
[CancelAfter(300_000)]
public sealed class AcknowledgingFiles
{
    [Test]
    public async Task A_file_is_acknowledged_once_with_what_it_says_of_itself(CancellationToken cancel)
    {
        var control = Control();
        var file = Advice.File(CarryingMoneyToTheLedger.Fresh("EFT"), 10m, [new AdviceClaim(CarryingMoneyToTheLedger.Fresh("PCN"), 10m, 10m, 0, 0)], control: control);
        var (one, other) = (await TheOffice.AdviseAsync(file, cancel), await TheOffice.AdviseAsync(file, cancel, TheOffice.Second));
        var acknowledged = await AcknowledgedAsync($"*{control}*", "GS*FA*CLINIC*PAYER*", cancel);
        var read = Acknowledgement999.Read(acknowledged, new X12Findings()).Single();
        Assert.Multiple(() =>
        {
            Assert.That((one.Status, other.Status), Is.EqualTo((201, 200)));
            Assert.That((read.GroupFunctionalId, read.GroupControlNumber, read.Outcome, read.SetsAccepted), Is.EqualTo(("HP", control.TrimStart('0'), AcknowledgementOutcome.Accepted, 1)));
            Assert.That(InterchangeAcknowledgement.Read(acknowledged, new X12Findings()), Is.Empty);
        });
        var files = await TheOffice.QueryAsync($"select count(*) from mt_events where type = 'x12_file_acknowledged.v1' and data->>'originalId' in (select data->>'originalId' from mt_events where stream_id = '{one.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid()}' and version = 1)", cancel);
        Assert.That(files, Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task A_refused_file_is_acknowledged_too_when_it_says_who_sent_it(CancellationToken cancel)
    {
        var control = Control();
        var file = Encoding.ASCII.GetString(Advice.File("EFT", 0m, [], control: control)).Replace("ST*835*0001", "ST*999*0001", StringComparison.Ordinal).Replace("IEA*1*", "IEA*4*", StringComparison.Ordinal);
        var sent = await TheOffice.AdviseAsync(TheOffice.Text(file), cancel);
        var acknowledged = await AcknowledgedAsync($"TA1*{control}*", "*R*021", cancel);
        Assert.That((sent.Status, InterchangeAcknowledgement.Read(acknowledged, new X12Findings()).Single().NoteCode), Is.EqualTo((422, "021")));
    }

    private static string Control() => Random.Shared.Next(1, 999_999_999).ToString("D9", System.Globalization.CultureInfo.InvariantCulture);

    // AK102 is GS06, which the sample's files share with ISA13.
    private static async Task<byte[]> AcknowledgedAsync(string first, string second, CancellationToken cancel)
    {
        byte[] found = [];
        var group = first.Replace("*0", "*", StringComparison.Ordinal);
        await Eventually.TrueAsync(
            () =>
            {
                var text = TheOffice.Ledger.Acknowledgements.Values.FirstOrDefault(a =>
                {
                    var said = Encoding.ASCII.GetString(a);
                    return (said.Contains(first, StringComparison.Ordinal) || said.Contains(group, StringComparison.Ordinal)) && said.Contains(second, StringComparison.Ordinal);
                });
                found = text ?? [];
                return Task.FromResult(text is not null);
            },
            cancel);
        return found;
    }
}
