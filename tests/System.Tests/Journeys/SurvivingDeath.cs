using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;
using Healthcare.Local.Servers;

namespace Healthcare.SystemTests.Journeys;

/// <summary>Processes die or freeze while cases travel: nothing is lost, nothing happens twice, work goes on by itself.</summary>
[CancelAfter(300_000)]
public sealed class SurvivingDeath
{
    // Who is killed when the first case reaches a stage: the one that works on it, or is about to.
    private static readonly (string Stage, string Victim)[] Deaths =
    [
        ("accepted", "intake"), ("authorization-requested", "authorization"), ("authorization-pended", "gateway"), ("authorized", "scheduling"),
        ("attended", "billing"), ("billed", "reconciliation"), ("payer-accepted", "audit"), ("posted", "audit"),
    ];

    [Test]
    public async Task Every_process_is_killed_once_and_every_case_arrives_once(CancellationToken cancel)
    {
        var killed = new ConcurrentDictionary<string, Task>(StringComparer.Ordinal);
        using var demonstration = new Demonstration(TheSystem.Layout, TheSystem.Running.Addresses);
        var result = await demonstration.RunAsync(4, Reached, cancel);
        await Task.WhenAll(killed.Values);
        Assert.That(killed.Keys, Is.EquivalentTo(Deaths.Select(d => d.Victim).Distinct(StringComparer.Ordinal)), "a stage was never seen, so nobody died there");
        await AssertOnceAsync(result, cancel);

        void Reached(int number, string stage)
        {
            // A stage may pass between two looks: whoever should have died before dies now.
            var until = Array.FindIndex(Deaths, d => d.Stage == stage);
            foreach (var (_, victim) in Deaths.Take(until + 1)) _ = killed.GetOrAdd(victim, v => Task.Run(() => KillAsync(v, cancel), cancel));
        }
    }

    [Test]
    public async Task A_replica_that_freezes_past_its_leases_and_wakes_up_changes_nothing(CancellationToken cancel)
    {
        var replica = await TheSystem.Running.AddReplicaAsync("billing", cancel);
        try
        {
            // The first dies, so that the second leads when it freezes.
            await KillAsync("billing", cancel);
            var frozen = new TaskCompletionSource();
            using var demonstration = new Demonstration(TheSystem.Layout, TheSystem.Running.Addresses);
            var result = await demonstration.RunAsync(4, Reached, cancel);
            Assert.That(frozen.Task.IsCompletedSuccessfully, Is.True, "it was frozen while cases were on their way");
            Assert.That(Signals.Continue(TheSystem.Running.ProcessIdOf(replica)), Is.True);
            await AssertOnceAsync(result, cancel);
            // What it was about to write when it froze is refused now, and its cases are complete without it.
            await AssertOnceAsync(await TheSystem.SendAsync(2, cancel), cancel);

            void Reached(int number, string stage)
            {
                if (stage == "attended" && frozen.TrySetResult()) Signals.Stop(TheSystem.Running.ProcessIdOf(replica));
            }
        }
        finally
        {
            Signals.Continue(TheSystem.Running.ProcessIdOf(replica));
            await TheSystem.Running.EndAsync(replica);
        }
    }

    [Test]
    public async Task Two_replicas_of_every_service_share_the_work_and_do_it_once(CancellationToken cancel)
    {
        var replicas = new List<string>();
        try
        {
            foreach (var service in Part.Services) replicas.Add(await TheSystem.Running.AddReplicaAsync(service.Name, cancel));
            await AssertOnceAsync(await TheSystem.SendAsync(4, cancel), cancel);
        }
        finally
        {
            await Task.WhenAll(replicas.Select(TheSystem.Running.EndAsync));
        }
    }

    private static async Task KillAsync(string part, CancellationToken cancel)
    {
        Assert.That(Signals.Kill(TheSystem.Running.ProcessIdOf(part)), Is.True, part);
        await TheSystem.Running.RestartAsync(part, cancel);
    }

    private static async Task AssertOnceAsync(DemonstrationResult result, CancellationToken cancel)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.Cases.Select(c => c.Problem), Is.All.Null);
            Assert.That(result.Proof.Complete, Is.True, result.Proof.Text);
        });
        // Each is done once for a case, whoever died in the middle of it.
        string[] once = ["referral_accepted.v1", "authorization_submitted.v1", "appointment_booked.v1", "claim_submitted.v1", "payment_applied.v1", "journal_posted.v1"];
        foreach (var one in result.Cases)
            Assert.That(one.Timeline.Select(s => s.Type).Where(once.Contains).Order(StringComparer.Ordinal), Is.EqualTo(once.Order(StringComparer.Ordinal)), $"case {one.Number}");
        var journals = await TheSystem.Http.GetFromJsonAsync<JsonElement>(new Uri(TheSystem.Sandbox, "/erp/journals"), cancel);
        Assert.That(journals.EnumerateArray().Select(j => j.GetProperty("externalRef").GetString()), Is.Unique);
    }
}
