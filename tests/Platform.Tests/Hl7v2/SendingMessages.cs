using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Healthcare.Hl7v2;
using Healthcare.Platform.Tests.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Healthcare.Platform.Tests.Hl7v2;

[CancelAfter(300_000)]
public sealed class SendingMessages
{
    private const string Yes = "MSH|^~\\&|HUB|S|CLINIC|E|2026||ACK^I12^ACK|A-1|P|2.5.1\nMSA|AA|REF-1";

    private readonly TcpListener _partner = new(IPAddress.Loopback, 0);
    private ManualClock _clock = new();

    [SetUp]
    public void Listen()
    {
        _clock = new ManualClock();
        _partner.Start();
    }

    [TearDown]
    public void Stop() => _partner.Stop();

    [OneTimeTearDown]
    public void Dispose() => _partner.Dispose();

    [Test]
    public async Task The_answer_with_the_same_control_id_is_the_answer()
    {
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel);
        await using var partner = await AcceptAsync();
        var received = await partner.ReceiveAsync();
        await partner.SendAsync((byte[])[.. "noise"u8, .. Partner.Block(Yes.Replace("REF-1", "REF-0", StringComparison.Ordinal)), .. Partner.Block(Sample.Admission), .. Partner.Block(Yes)]);
        var outcome = await sending as MllpOutcome.Answered;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received, Is.EqualTo(System.Text.Encoding.UTF8.GetString(Sample.Bytes(Sample.Referral))));
            Assert.That((outcome?.Acknowledgement.Code, outcome?.Acknowledgement.ControlId, outcome?.Attempts), Is.EqualTo(((AcknowledgementCode?)AcknowledgementCode.AA, "REF-1", (int?)1)));
            Assert.That(outcome?.Bytes.ToArray(), Is.EqualTo(Sample.Bytes(Yes)));
        }
    }

    [Test]
    public async Task A_no_is_an_answer_too_and_nothing_is_sent_again()
    {
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel);
        await using var partner = await AcceptAsync();
        _ = await partner.ReceiveAsync();
        await partner.SendAsync(Partner.Block(Yes.Replace("|AA|", "|AE|", StringComparison.Ordinal) + "\nERR||PID^1^3|101^Required field missing^HL70357|E"));
        var outcome = await sending as MllpOutcome.Answered;
        Assert.That((outcome?.Acknowledgement.Code, outcome?.Acknowledgement.Errors.Single().Location.ToString(), outcome?.Attempts), Is.EqualTo(((AcknowledgementCode?)AcknowledgementCode.AE, "PID-3", (int?)1)));
    }

    [Test]
    public async Task One_connection_carries_several_messages()
    {
        await using var client = Client();
        var first = client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel);
        await using var partner = await AcceptAsync();
        _ = await partner.ReceiveAsync();
        await partner.SendAsync(Partner.Block(Yes));
        Assert.That(await first, Is.InstanceOf<MllpOutcome.Answered>());
        var second = client.SendAsync(Sample.Bytes(Sample.Referral.Replace("REF-1", "REF-2", StringComparison.Ordinal)), Partner.Cancel);
        Assert.That(await partner.ReceiveAsync(), Does.Contain("REF-2"));
        // The answer to the first comes once more, late, and is not taken for the second's.
        await partner.SendAsync((byte[])[.. Partner.Block(Yes), .. Partner.Block(Yes.Replace("REF-1", "REF-2", StringComparison.Ordinal))]);
        Assert.That((await second as MllpOutcome.Answered)?.Acknowledgement.ControlId, Is.EqualTo("REF-2"));
    }

    [Test]
    public async Task Without_an_answer_the_same_bytes_go_again_on_a_new_connection_a_bounded_number_of_times()
    {
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel);
        List<string?> received = [];
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await using var partner = await AcceptAsync(advanceWhileWaiting: attempt > 1);
            received.Add(await partner.ReceiveAsync());
            var closed = partner.ReceiveAsync();
            await AdvanceUntilAsync(TimeSpan.FromSeconds(31), () => closed.IsCompleted);
        }

        var outcome = await sending as MllpOutcome.Unconfirmed;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((outcome?.Reason, outcome?.Attempts), Is.EqualTo(("timeout", (int?)3)));
            Assert.That(received.Distinct().ToList(), Is.EqualTo([System.Text.Encoding.UTF8.GetString(Sample.Bytes(Sample.Referral))]));
            Assert.That(_partner.Pending(), Is.False);
        }
    }

    [Test]
    public async Task A_partner_that_hangs_up_gets_the_message_again()
    {
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel);
        await using (var partner = await AcceptAsync())
        {
            _ = await partner.ReceiveAsync();
            partner.EndSending();
            await Eventually.TrueAsync(() => Task.FromResult(_clock.Created >= 3), Partner.Cancel);
        }

        await using var again = await AcceptAsync(advanceWhileWaiting: true);
        _ = await again.ReceiveAsync();
        await again.SendAsync(Partner.Block(Yes));
        Assert.That((await sending as MllpOutcome.Answered)?.Attempts, Is.EqualTo(2));
    }

    [Test]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        _partner.Stop();
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(30), () => sending.IsCompleted);
        Assert.That(await sending, Is.EqualTo(new MllpOutcome.Unsent("SocketException", 3)));
    }

    [Test]
    public async Task The_enhanced_mode_waits_for_what_the_application_says()
    {
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral.Replace("|2.5.1", "|2.5.1|||AL|AL", StringComparison.Ordinal)), Partner.Cancel);
        await using var partner = await AcceptAsync();
        _ = await partner.ReceiveAsync();
        await partner.SendAsync((byte[])[.. Partner.Block(Yes.Replace("|AA|", "|CA|", StringComparison.Ordinal)), .. Partner.Block(Yes)]);
        Assert.That((await sending as MllpOutcome.Answered)?.Acknowledgement.Code, Is.EqualTo(AcknowledgementCode.AA));
    }

    [Test]
    public async Task A_message_that_is_kept_but_not_yet_handled_counts_as_answered_when_time_is_over()
    {
        await using var client = Client();
        var sending = client.SendAsync(Sample.Bytes(Sample.Referral.Replace("|2.5.1", "|2.5.1|||AL|AL", StringComparison.Ordinal)), Partner.Cancel);
        await using var partner = await AcceptAsync();
        _ = await partner.ReceiveAsync();
        await partner.SendAsync(Partner.Block(Yes.Replace("|AA|", "|CA|", StringComparison.Ordinal)));
        partner.EndSending();
        Assert.That((await sending as MllpOutcome.Answered)?.Acknowledgement.Code, Is.EqualTo(AcknowledgementCode.CA));
    }

    [Test]
    public async Task What_cannot_be_answered_is_not_sent()
    {
        await using var client = Client();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await client.SendAsync(Sample.Bytes(Sample.Referral.Replace("REF-1", "", StringComparison.Ordinal)), Partner.Cancel), Is.InstanceOf<MllpOutcome.Unsent>());
            Assert.That(await client.SendAsync(Partner.Block(Sample.Referral), Partner.Cancel), Is.InstanceOf<MllpOutcome.Unsent>());
            Assert.That(await client.SendAsync("PID|1"u8.ToArray(), Partner.Cancel), Is.InstanceOf<MllpOutcome.Unsent>());
            Assert.That(_partner.Pending(), Is.False);
        }
    }

    [Test]
    public async Task Messages_and_answers_go_through_TLS_and_a_stranger_gets_none()
    {
        using var certificate = Certificate();
        var responder = new Hl7Responder((received, _) => ValueTask.FromResult(received.Proposed), () => "OUT-1", TimeProvider.System);
        using var logs = new KeptLogs();
        using var factory = LoggerFactory.Create(b => b.AddProvider(logs));
        await using var listener = new MllpListener(
            new MllpListenerOptions { Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate } }, responder.RespondAsync, TimeProvider.System, factory.CreateLogger<MllpListener>());
        await listener.StartAsync(Partner.Cancel);
        var trusting = new SslClientAuthenticationOptions
        {
            TargetHost = "mllp.test",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
        };
        await using var client = Client(listener.Endpoint.Port, trusting, TimeProvider.System);
        await using var stranger = Client(listener.Endpoint.Port, new SslClientAuthenticationOptions { TargetHost = "mllp.test" }, TimeProvider.System, attempts: 1);
        await using var plain = await Partner.ConnectAsync(listener.Endpoint);
        await plain.SendAsync(Partner.Block(Sample.Referral));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await client.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel) as MllpOutcome.Answered)?.Acknowledgement.Code, Is.EqualTo(AcknowledgementCode.AA));
            Assert.That(await stranger.SendAsync(Sample.Bytes(Sample.Referral), Partner.Cancel), Is.EqualTo(new MllpOutcome.Unsent("AuthenticationException", 1)));
            Assert.That(await plain.ReceiveAsync(), Is.Null);
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=mllp.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private MllpClient Client() => Client(((IPEndPoint)_partner.LocalEndpoint).Port, null, _clock);

    private static MllpClient Client(int port, SslClientAuthenticationOptions? tls, TimeProvider clock, int attempts = 3) => new(
        new MllpClientOptions { Host = "127.0.0.1", Port = port, Tls = tls, Attempts = attempts, ConnectTimeout = TimeSpan.FromHours(1) }, clock, NullLogger<MllpClient>.Instance);

    private async Task<Partner> AcceptAsync(bool advanceWhileWaiting = false)
    {
        var accepting = _partner.AcceptSocketAsync(Partner.Cancel).AsTask();
        if (advanceWhileWaiting) await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => accepting.IsCompleted);
        return new Partner(await accepting);
    }

    private Task AdvanceUntilAsync(TimeSpan by, Func<bool> done) => Eventually.TrueAsync(
        () =>
        {
            if (!done()) _clock.Advance(by);
            return Task.FromResult(done());
        },
        Partner.Cancel);
}
