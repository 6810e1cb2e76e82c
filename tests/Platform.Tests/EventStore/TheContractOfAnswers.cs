using System.Text;
using Healthcare.Testing;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What every implementation promises of the answers of idempotent requests.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class TheContractOfAnswers(string kind) : AStoreOfEitherKind(kind)
{
    [Test]
    public async Task Keeps_the_answer_of_an_idempotent_request(CancellationToken cancel)
    {
        var life = TimeSpan.FromSeconds(30);
        Assert.That(await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel), Is.Null, "ours to run");
        Assert.That((await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel))?.Running, Is.True);
        await Store.ExecuteAsync(Guid.CreateVersion7(), new Deposit(1), cancel, call: s => s.AnswerKey = "p/1");
        Assert.That((await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel))?.Committed, Is.True);
        await Store.Log.Answers.CompleteAsync("p/1", Encoding.UTF8.GetBytes("sealed"), cancel);
        var answered = await Store.Log.Answers.BeginAsync("p/1", "other", life, cancel);
        Assert.That((answered?.Running, answered?.RequestHash), Is.EqualTo((false, "hash")));
        Assert.That(await Store.Log.Answers.BeginAsync("p/2", "hash", life, cancel), Is.Null);
        await Store.Log.Answers.ForgetAsync("p/2", cancel);
        Assert.That(await Store.Log.Answers.BeginAsync("p/2", "hash", life, cancel), Is.Null);
    }

    [Test]
    public async Task Lets_a_request_be_taken_over_when_its_run_falls_silent(CancellationToken cancel)
    {
        var answers = Store.Log.Answers;
        await answers.BeginAsync("silent", "hash", TimeSpan.FromMinutes(1), cancel);
        var begun = (await answers.BeginAsync("silent", "hash", TimeSpan.FromMinutes(1), cancel))?.StartedAt ?? DateTimeOffset.MaxValue;
        await answers.RenewAsync("silent", cancel);
        Assert.That((await answers.BeginAsync("silent", "hash", TimeSpan.FromMinutes(1), cancel))?.StartedAt, Is.GreaterThan(begun), "it said that it is alive");
        await Eventually.TrueAsync(async () => await answers.BeginAsync("silent", "hash", TimeSpan.FromMilliseconds(50), cancel) is null, cancel);
    }

    [Test]
    public async Task Drops_answers_of_an_age_and_no_younger_ones(CancellationToken cancel)
    {
        var life = TimeSpan.FromSeconds(30);
        await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel);
        await Store.Log.Answers.CompleteAsync("p/1", Encoding.UTF8.GetBytes("sealed"), cancel);
        Assert.That(await Store.Log.Answers.SweepAsync(TimeSpan.FromHours(1), cancel), Is.Zero);
        Assert.That(await Store.Log.Answers.SweepAsync(TimeSpan.Zero, cancel), Is.EqualTo(1));
        Assert.That(await Store.Log.Answers.BeginAsync("p/1", "other", life, cancel), Is.Null, "the key is free again");
    }
}
