using Healthcare.Testing;
using Microsoft.AspNetCore.Http;

namespace Healthcare.Platform.Tests.Handoffs.Transmissions;

[CancelAfter(300_000)]
public sealed class SendingToPartners
{
    private static readonly string[] Texts = ["one", "two", "three", "four", "five"];

    [Test]
    public async Task What_was_queued_while_the_partner_was_away_arrives_once_and_in_order_when_it_is_back(CancellationToken cancel)
    {
        await using var mailroom = await Mailroom.OpenAsync(cancel);
        mailroom.Door.Close();
        await mailroom.StartAsync(cancel);
        var ids = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts, cancel);
        await Eventually.TrueAsync(async () => await mailroom.StateAsync(ids[0], cancel) == "unconfirmed", cancel);
        Assert.That(mailroom.Arrivals, Is.Empty);
        mailroom.Door.Open(mailroom.PartnerPort);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("acknowledged", ids, cancel), cancel);
        Assert.That(mailroom.Arrivals.Select(a => a.Text), Is.EqualTo(Texts));
    }

    [Test]
    public async Task A_sender_that_ends_before_it_saved_the_answer_is_followed_by_one_that_sends_the_same_again(CancellationToken cancel)
    {
        await using var mailroom = await Mailroom.OpenAsync(cancel);
        var (dying, hung) = await mailroom.StartAsync(cancel, new Letters { Hangs = true });
        var ids = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts[..1], cancel);
        await Eventually.TrueAsync(() => Task.FromResult(hung.Understood == 1), cancel);
        Assert.That(await mailroom.StateAsync(ids[0], cancel), Is.EqualTo("sent"));
        await dying.StopAsync(cancel);
        await mailroom.StartAsync(cancel);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("acknowledged", ids, cancel), cancel);
        var arrivals = mailroom.Arrivals.ToList();
        Assert.Multiple(() =>
        {
            Assert.That(arrivals, Has.Count.EqualTo(2));
            Assert.That(arrivals[0], Is.EqualTo(new Arrival(ids[0].ToString("D"), "one", "text/plain")));
            Assert.That(arrivals[1], Is.EqualTo(arrivals[0]), "bytes, media type and idempotency key are the same");
        });
    }

    [Test]
    public async Task What_the_partner_refuses_is_not_sent_again_and_what_it_could_not_take_is(CancellationToken cancel)
    {
        await using var mailroom = await Mailroom.OpenAsync(cancel);
        mailroom.Answer = (arrival, times) => (arrival.Text, times) switch
        {
            ("one", _) => StatusCodes.Status422UnprocessableEntity,
            ("two", 1) => StatusCodes.Status503ServiceUnavailable,
            ("two", 2) => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status200OK,
        };
        await mailroom.StartAsync(cancel);
        var refused = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts[..1], cancel);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("rejected", refused, cancel), cancel);
        var taken = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts[1..2], cancel);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("acknowledged", taken, cancel), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(mailroom.Arrivals.Select(a => a.Text), Is.EqualTo(new[] { "one", "two", "two", "two" }));
            Assert.That(mailroom.Arrivals.Select(a => a.Key).Distinct(), Has.Exactly(2).Items);
        });
        Assert.That(await mailroom.StateAsync(refused[0], cancel), Is.EqualTo("rejected"));
    }

    [Test]
    public async Task Of_two_replicas_the_one_with_the_lease_sends_and_the_other_takes_over(CancellationToken cancel)
    {
        await using var mailroom = await Mailroom.OpenAsync(cancel);
        var (first, sending) = await mailroom.StartAsync(cancel);
        var before = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts, cancel);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("acknowledged", before, cancel), cancel);
        var (_, waiting) = await mailroom.StartAsync(cancel);
        var during = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts, cancel);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("acknowledged", during, cancel), cancel);
        Assert.That((sending.Understood, waiting.Understood), Is.EqualTo((10, 0)));
        await first.StopAsync(cancel);
        var after = await mailroom.QueueAsync(Guid.CreateVersion7(), Texts, cancel);
        await Eventually.TrueAsync(() => mailroom.AllAreAsync("acknowledged", after, cancel), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sending.Understood, waiting.Understood), Is.EqualTo((10, 5)));
            Assert.That(mailroom.Arrivals.Select(a => a.Key), Is.Unique);
            Assert.That(mailroom.Arrivals.Select(a => a.Text), Is.EqualTo(Texts.Concat(Texts).Concat(Texts)));
        });
    }
}
