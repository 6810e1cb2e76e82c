using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Healthcare.Hl7v2;
using Healthcare.Platform.Tests.ServiceDefaults;
using Healthcare.Testing;
using Microsoft.Extensions.Logging;

namespace Healthcare.Platform.Tests.Hl7v2;

[CancelAfter(300_000)]
public sealed class ListeningForMessages
{
    private readonly ConcurrentQueue<Hl7Received> _received = [];
    private readonly KeptLogs _logs = new();
    private ManualClock _clock = new();
    private readonly ILoggerFactory _factory;
    private MllpListener? _listener;
    private int _answers;

    public ListeningForMessages() => _factory = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs));

    [SetUp]
    public void ForgetWhatWas()
    {
        _received.Clear();
        _clock = new ManualClock();
        _answers = 0;
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_listener is not null) await _listener.DisposeAsync();
        _listener = null;
    }

    [OneTimeTearDown]
    public void Dispose()
    {
        _factory.Dispose();
        _logs.Dispose();
    }

    [Test]
    public async Task Several_messages_on_one_connection_are_answered_in_their_order()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync((byte[])[.. Partner.Block(Sample.Referral), .. Partner.Block(Sample.Appointment), .. Partner.Block(Sample.Charges)]);
        Assert.That(await AnswersAsync(partner, 3), Is.EqualTo(["AA REF-1", "AA SIU-1", "AA DFT-1"]));
        await partner.SendAsync(Partner.Block(Sample.Admission));
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
    }

    [Test]
    public async Task A_message_may_come_byte_by_byte()
    {
        await using var partner = await ConnectAsync();
        foreach (var value in Partner.Block(Sample.Admission)) await partner.SendAsync((byte[])[value]);
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
        Assert.That(_received.Single().Part.Bytes.ToArray(), Is.EqualTo(Sample.Bytes(Sample.Admission)));
    }

    [Test]
    public async Task What_stands_between_messages_is_passed_over()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync((byte[])[.. "hello"u8, .. Partner.Block(Sample.Admission), .. "\r\n\u0006junk"u8, .. Partner.Block(Sample.Referral)]);
        Assert.That(await AnswersAsync(partner, 2), Is.EqualTo(["AA ADT-1", "AA REF-1"]));
    }

    [Test]
    public async Task A_message_without_its_last_byte_is_answered_without_waiting()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync(Partner.Block(Sample.Admission).AsMemory()[..^1]);
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
    }

    [Test]
    public async Task A_message_begun_anew_counts_once()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync((byte[])[.. Partner.Block(Sample.Admission)[..50], .. Partner.Block(Sample.Admission)]);
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
        Assert.That(_received, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_partner_that_has_said_all_still_gets_its_answers()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync((byte[])[.. Partner.Block(Sample.Admission), .. Partner.Block(Sample.Referral)]);
        partner.EndSending();
        Assert.That(await AnswersAsync(partner, 2), Is.EqualTo(["AA ADT-1", "AA REF-1"]));
        Assert.That(await partner.ReceiveAsync(), Is.Null);
    }

    [Test]
    public async Task Several_partners_are_served_at_once()
    {
        await using var first = await ConnectAsync();
        await using var second = await Partner.ConnectAsync(Endpoint);
        await first.SendAsync(Partner.Block(Sample.Admission).AsMemory()[..20]);
        await second.SendAsync(Partner.Block(Sample.Referral));
        Assert.That(await AnswersAsync(second, 1), Is.EqualTo(["AA REF-1"]));
        await first.SendAsync(Partner.Block(Sample.Admission).AsMemory()[20..]);
        Assert.That(await AnswersAsync(first, 1), Is.EqualTo(["AA ADT-1"]));
    }

    [Test]
    public async Task A_message_that_is_too_long_is_refused_by_its_control_id_and_the_next_one_taken()
    {
        await using var partner = await ConnectAsync(new MllpListenerOptions { LongestMessage = 4_000 });
        await partner.SendAsync(Partner.Block(Sample.Document + "\nOBX|2|TX|1||" + new string('x', 500_000)));
        await partner.SendAsync(Partner.Block(Sample.Admission));
        Assert.That(await AnswersAsync(partner, 2), Is.EqualTo(["AR MDM-1", "AA ADT-1"]));
    }

    [Test]
    public async Task What_is_no_message_is_refused()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync((byte[])[0x0B, .. "PID|1||X\r"u8, 0x1C, (byte)'\r', 0x0B, 0x1C, (byte)'\r', .. Partner.Block(Sample.Admission)]);
        Assert.That(await AnswersAsync(partner, 3), Is.EqualTo(["AR ", "AR ", "AA ADT-1"]));
    }

    [Test]
    public async Task A_message_with_an_error_is_answered_with_where_it_is()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync(Partner.Block(Sample.Appointment.Replace("SCH|", "ZCH|", StringComparison.Ordinal)));
        var answer = await partner.ReceiveAsync();
        Assert.That(answer, Does.Contain("MSA|AE|SIU-1\rERR|||100^Segment sequence error^HL70357|E||||SCH is missing"));
    }

    [TestCase("AL", "AL", "CA REF-1", "AA REF-1")]
    [TestCase("AL", "NE", "CA REF-1", "AA ADT-1")]
    [TestCase("NE", "NE", "AA ADT-1", null)]
    public async Task The_enhanced_mode_is_answered_as_asked(string accept, string application, string first, string? second)
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync(Partner.Block(Sample.Referral.Replace("|2.5.1", $"|2.5.1|||{accept}|{application}", StringComparison.Ordinal)));
        await partner.SendAsync(Partner.Block(Sample.Admission));
        Assert.That(await AnswersAsync(partner, second is null ? 1 : 2), Is.EqualTo(new[] { first, second }.OfType<string>()));
    }

    [Test]
    public async Task An_acknowledgement_is_not_acknowledged()
    {
        await using var partner = await ConnectAsync();
        await partner.SendAsync((byte[])[.. Partner.Block("MSH|^~\\&|A|B|C|D|2026||ACK|9|P|2.5\nMSA|AA|1"), .. Partner.Block(Sample.Admission)]);
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
        Assert.That(_received, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Where_handling_fails_nothing_is_answered_and_the_next_connection_is_served()
    {
        await using var partner = await ConnectAsync(handle: received => received.Part is Hl7Message { Type: "ADT" } ? throw new InvalidOperationException("about Marlow") : received.Proposed);
        await partner.SendAsync(Partner.Block(Sample.Admission));
        Assert.That(await partner.ReceiveAsync(), Is.Null);
        await using var again = await Partner.ConnectAsync(Endpoint);
        await again.SendAsync(Partner.Block(Sample.Referral));
        Assert.That(await AnswersAsync(again, 1), Is.EqualTo(["AA REF-1"]));
    }

    [Test]
    public async Task A_silent_partner_is_hung_up_on()
    {
        await using var partner = await ConnectAsync(new MllpListenerOptions { IdleTimeout = TimeSpan.FromMinutes(5) });
        await Eventually.TrueAsync(() => Task.FromResult(_clock.Created > 0), Partner.Cancel);
        _clock.Advance(TimeSpan.FromMinutes(4));
        await partner.SendAsync(Partner.Block(Sample.Admission));
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
        var hungUp = partner.ReceiveAsync();
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(6));
                return Task.FromResult(hungUp.IsCompleted);
            },
            Partner.Cancel);
        Assert.That(await hungUp, Is.Null);
    }

    [Test]
    public async Task A_partner_that_never_ends_its_message_is_hung_up_on()
    {
        await using var partner = await ConnectAsync(new MllpListenerOptions { IdleTimeout = TimeSpan.FromMinutes(5), MessageTimeout = TimeSpan.FromMinutes(1) });
        await Eventually.TrueAsync(() => Task.FromResult(_clock.Created > 0), Partner.Cancel);
        var taken = 0;
        foreach (var value in Partner.Block(Sample.Admission)[..9])
        {
            var reads = _clock.Created;
            await partner.SendAsync((byte[])[value]);
            await Eventually.TrueAsync(() => Task.FromResult(_clock.Created > reads || _listener?.Connections == 0), Partner.Cancel);
            if (_listener?.Connections == 0) break;
            taken++;
            _clock.Advance(TimeSpan.FromSeconds(10));
            // Its minute is over now, though it was never silent for more than ten seconds.
            if (taken == 6) await Eventually.TrueAsync(() => Task.FromResult(_listener?.Connections == 0), Partner.Cancel);
        }

        Assert.That(taken, Is.EqualTo(6));
        Assert.That(await partner.ReceiveAsync(), Is.Null);
    }

    [Test]
    public async Task More_connections_than_the_bound_are_closed_at_once()
    {
        await using var first = await ConnectAsync(new MllpListenerOptions { MostConnections = 1 });
        await first.SendAsync(Partner.Block(Sample.Admission));
        Assert.That(await AnswersAsync(first, 1), Is.EqualTo(["AA ADT-1"]));
        await using var second = await Partner.ConnectAsync(Endpoint);
        Assert.That(await second.ReceiveAsync(), Is.Null);
    }

    [Test]
    public async Task Stopping_answers_what_is_being_handled_first()
    {
        var handling = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var partner = await ConnectAsync(handle: received =>
        {
            handling.SetResult();
            goOn.Task.Wait(Partner.Cancel);
            return received.Proposed;
        });
        await partner.SendAsync(Partner.Block(Sample.Admission));
        await handling.Task;
        var stopped = _listener?.StopAsync(Partner.Cancel) ?? Task.CompletedTask;
        goOn.SetResult();
        Assert.That(await AnswersAsync(partner, 1), Is.EqualTo(["AA ADT-1"]));
        await stopped;
        Assert.That(await partner.ReceiveAsync(), Is.Null);
    }

    [Test]
    public async Task Logs_hold_nothing_of_a_message()
    {
        await using (var partner = await ConnectAsync(new MllpListenerOptions { LongestMessage = 4_000 }, received => received.Part is Hl7Message { Type: "SIU" } ? throw new InvalidOperationException("Quill") : received.Proposed))
        {
            await partner.SendAsync((byte[])[.. "Marlow"u8, .. Partner.Block(Sample.Admission), .. Partner.Block(Sample.Document + new string('x', 9_000)), .. Partner.Block(Sample.Appointment)]);
            Assert.That(await AnswersAsync(partner, 2), Has.Count.EqualTo(2));
            Assert.That(await partner.ReceiveAsync(), Is.Null);
        }

        await Eventually.TrueAsync(() => Task.FromResult(_listener?.Connections == 0), Partner.Cancel);
        var text = string.Join('\n', _logs.Lines);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Contain("outside of messages").And.Contain("passed over").And.Contain("failed here"));
            foreach (var secret in (string[])["Marlow", "Quill", "MRN", "ADT-1", "19610615", "Okafor"]) Assert.That(text, Does.Not.Contain(secret));
        }
    }

    private IPEndPoint Endpoint => _listener?.Endpoint ?? throw new InvalidOperationException();

    private async Task<Partner> ConnectAsync(MllpListenerOptions? options = null, Func<Hl7Received, Acknowledgement>? handle = null)
    {
        var responder = new Hl7Responder(
            (received, _) =>
            {
                _received.Enqueue(received);
                return ValueTask.FromResult(handle?.Invoke(received) ?? received.Proposed);
            },
            () => $"OUT-{Interlocked.Increment(ref _answers)}",
            _clock);
        _listener = new MllpListener(options ?? new MllpListenerOptions(), responder.RespondAsync, _clock, _factory.CreateLogger<MllpListener>());
        await _listener.StartAsync(Partner.Cancel);
        return await Partner.ConnectAsync(Endpoint);
    }

    private static async Task<List<string>> AnswersAsync(Partner partner, int count)
    {
        List<string> answers = [];
        for (var i = 0; i < count; i++)
        {
            if (await partner.ReceiveAsync() is not { } answer) break;
            var read = Acknowledgement.Read(Hl7Message.Read(Encoding.UTF8.GetBytes(answer), new Hl7Findings()) ?? throw new InvalidOperationException());
            answers.Add($"{read?.Code} {read?.ControlId}");
        }

        return answers;
    }
}
