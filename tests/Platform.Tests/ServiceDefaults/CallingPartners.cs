using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.CircuitBreaker;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class CallingPartners
{
    [Test]
    public async Task A_call_that_fails_in_passing_is_made_again(CancellationToken cancel)
    {
        await using var pipelines = With(("Retries", "2"), ("RetryDelay", "00:00:00.001"));
        var calls = 0;
        var answer = await pipelines.For("payer", "submit").ExecuteAsync(_ => ++calls < 3 ? throw new PartnerFailedException("503") : ValueTask.FromResult(calls), cancel);
        Assert.That(answer, Is.EqualTo(3));
    }

    [Test]
    public async Task A_fault_of_ours_is_not_tried_again(CancellationToken cancel)
    {
        await using var pipelines = With(("Retries", "2"), ("RetryDelay", "00:00:00.001"));
        var calls = 0;
        Assert.ThrowsAsync<InvalidOperationException>(async () => await pipelines.For("payer", "submit").ExecuteAsync(_ => ++calls > 0 ? throw new InvalidOperationException() : ValueTask.FromResult(0), cancel));
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task An_attempt_that_takes_too_long_ends(CancellationToken cancel)
    {
        await using var pipelines = With(("Retries", "0"), ("Timeout", "00:00:00.100"));
        Assert.ThrowsAsync<Polly.Timeout.TimeoutRejectedException>(
            async () => await pipelines.For("payer", "submit").ExecuteAsync(async c => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c), cancel));
    }

    [Test]
    public async Task A_breaker_opens_is_told_once_and_closes_when_the_partner_is_back(CancellationToken cancel)
    {
        var heard = new Heard();
        await using var pipelines = With([("Retries", "0"), ("BreakerCalls", "2"), ("BreakerBreak", "00:00:00.500"), ("BreakerWindow", "00:00:10")], heard);
        var calls = pipelines.For("payer", "submit");
        for (var i = 0; i < 2; i++) Assert.ThrowsAsync<PartnerFailedException>(async () => await calls.ExecuteAsync(static _ => throw new PartnerFailedException("500"), cancel));
        Assert.ThrowsAsync<BrokenCircuitException>(async () => await calls.ExecuteAsync(static _ => ValueTask.CompletedTask, cancel));
        Assert.That(pipelines.IsOpen("payer", "submit"), Is.True);
        Assert.That(pipelines.IsOpen("payer", "inquire"), Is.False, "another kind of call goes on");

        await Testing.Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await calls.ExecuteAsync(static _ => ValueTask.CompletedTask, cancel);
                    return true;
                }
                catch (BrokenCircuitException)
                {
                    return false;
                }
            },
            cancel);
        Assert.That(heard.Said, Is.EqualTo(new[] { "opened payer/submit", "closed payer/submit" }));
    }

    [Test]
    public async Task More_calls_than_the_partner_permits_wait_or_are_turned_away(CancellationToken cancel)
    {
        await using var pipelines = With(("Retries", "0"), ("PerSecond", "2"), ("Waiting", "1"));
        var calls = pipelines.For("payer", "submit");
        await calls.ExecuteAsync(static _ => ValueTask.CompletedTask, cancel);
        await calls.ExecuteAsync(static _ => ValueTask.CompletedTask, cancel);
        var waiting = calls.ExecuteAsync(static _ => ValueTask.CompletedTask, cancel).AsTask();
        Assert.ThrowsAsync<CallRateException>(async () => await calls.ExecuteAsync(static _ => ValueTask.CompletedTask, cancel));
        await waiting;
    }

    [Test]
    public async Task A_profile_of_the_partner_wins_over_the_default(CancellationToken cancel)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Partners:Default:submit:Timeout"] = "00:00:20",
            ["Partners:payer:submit:Timeout"] = "00:00:30",
        }).Build();
        await using var pipelines = new Pipelines(settings, [], NullLogger<Pipelines>.Instance);
        Assert.That(
            (pipelines.ProfileOf("payer", "submit").Timeout, pipelines.ProfileOf("other", "submit").Timeout, pipelines.ProfileOf("other", "inquire").Timeout),
            Is.EqualTo((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10))));
    }

    private static Pipelines With(params (string Name, string Value)[] profile) => With(profile, observer: null);

    private static Pipelines With((string Name, string Value)[] profile, IBreakerObserver? observer)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(profile.Select(p => KeyValuePair.Create($"Partners:payer:submit:{p.Name}", (string?)p.Value))).Build();
        return new Pipelines(settings, observer is null ? [] : [observer], NullLogger<Pipelines>.Instance);
    }

    private sealed class Heard : IBreakerObserver
    {
        public List<string> Said { get; } = [];

        public Task OpenedAsync(string partner, string kind, TimeSpan breakFor, CancellationToken cancel)
        {
            Said.Add($"opened {partner}/{kind}");
            return Task.CompletedTask;
        }

        public Task ClosedAsync(string partner, string kind, CancellationToken cancel)
        {
            Said.Add($"closed {partner}/{kind}");
            return Task.CompletedTask;
        }
    }
}
