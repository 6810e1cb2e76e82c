using System.Text;
using Healthcare.X12;

namespace Healthcare.SystemTests.Sandbox;

public sealed class SendingAcknowledgements : AtTheSandbox
{
    private const string Path = "/clearinghouse/acknowledgements";

    [Test, CancelAfter(300_000)]
    public async Task An_answer_to_an_835_is_taken_and_a_resend_of_it_changes_nothing(CancellationToken cancel)
    {
        var statuses = new List<int>();
        foreach (var file in new[] { File(1, "HP"), File(1, "HP"), File(1, "HN") })
        {
            using var answer = await Sandbox.PostAsync(Path, file, RunningSandbox.X12, cancel);
            statuses.Add((int)answer.StatusCode);
        }

        var received = await Sandbox.GetAsync("/sandbox/received?step=acknowledgement&id=41", cancel);
        Assert.That(statuses, Is.EqualTo(new[] { 204, 204, 409 }), "another file under the same number is refused");
        Assert.That(received.GetArrayLength(), Is.EqualTo(3));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_is_not_exactly_an_acknowledgement_is_refused(CancellationToken cancel)
    {
        foreach (var file in new[] { File(2, "HC"), Encoding.ASCII.GetBytes("no X12"), Cut(File(3, "HP")) })
        {
            using var answer = await Sandbox.PostAsync(Path, file, RunningSandbox.X12, cancel);
            Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        }
    }

    private static byte[] Cut(byte[] file) => file[..^20];

    private static byte[] File(int control, string functionalId) => X12Document.Write(
        new InterchangeEnvelope("ZZ", "HARBOR", "ZZ", "CLEARHOUSE", new DateTime(2026, 3, 9, 12, 0, 0), control),
        new GroupEnvelope(Acknowledgement999.FunctionalId, "HARBOR", "CLEARHOUSE", new DateTime(2026, 3, 9, 12, 0, 0), control, Acknowledgement999.Version),
        writer => new Acknowledgement999
        {
            GroupFunctionalId = functionalId,
            GroupControlNumber = "41",
            Sets = [new SetAcknowledgement { SetId = "835", ControlNumber = "0001", Outcome = AcknowledgementOutcome.Accepted }],
            Outcome = AcknowledgementOutcome.Accepted,
            SetsIncluded = 1,
            SetsReceived = 1,
            SetsAccepted = 1,
        }.Write(writer, "0001")).Bytes.ToArray();
}
