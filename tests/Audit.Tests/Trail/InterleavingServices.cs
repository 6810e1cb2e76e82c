using System.Text.Json;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;

namespace Healthcare.Audit.Tests.Trail;

/// <summary>Services are not ordered among each other: however their events come between one another, a case's status is the same to the byte.</summary>
public sealed class InterleavingServices
{
    private static readonly string[] Services = ["intake", "authorization", "scheduling", "billing", "reconciliation"];

    [Test]
    public void Any_order_of_the_services_gives_the_same_status()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var history = 0; history < 300; history++)
        {
            var told = History(random);
            var expected = Text(told.Status);
            for (var interleaving = 0; interleaving < 10; interleaving++)
            {
                var status = Interleaved(told, random).Aggregate((CaseStatus?)null, (s, t) => CaseFold.After(s, t.Service, t.Entry));
                Assert.That(Text(status), Is.EqualTo(expected), $"seed {seed}, history {history}");
            }
        }
    }

    [Test]
    public void The_last_change_is_always_where_the_case_stands_and_no_two_in_a_row_are_the_same()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var history = 0; history < 1_000; history++)
        {
            var status = History(random).Status;
            if (status.History.Count == 0) continue;
            Assert.That((status.Stage, status.Since), Is.EqualTo((status.History[^1].Stage, status.History[^1].Since)), $"seed {seed}");
            Assert.That(status.History.Zip(status.History.Skip(1)).All(p => p.First.Stage != p.Second.Stage && p.First.Since <= p.Second.Since), Is.True, $"seed {seed}");
        }
    }

    // Each stage from a service that has it, with crossings, work and reads between; clocks that stand still and step back.
    private static Cases History(Random random)
    {
        var told = new Cases();
        var begun = Stages.Rules.SelectMany(r => r.BegunBy).ToList();
        var handoff = Guid.CreateVersion7();
        var count = random.Next(1, 25);
        for (var i = 0; i < count; i++)
        {
            var service = Services[random.Next(Services.Length)];
            var minute = Math.Max(0, i + random.Next(-4, 3));
            switch (random.Next(6))
            {
                case 0:
                    var state = random.Next(4) switch { 0 => "handoff_accepted.v1", 1 => "handoff_blocked.v1", _ => "handoff_offered.v1" };
                    told.Tell("authorization", state, $$"""{"terms":{"boundary":"B06","ownerRole":"authorization-specialist","dueAt":"{{Cases.At(i):O}}"},"unmet":[{"predicate":"manifest-complete"}]}""", "handoff", handoff, minute);
                    break;
                case 1:
                    var work = new Guid(random.Next(3), 0, 0, [1, 0, 0, 0, 0, 0, 0, (byte)Array.IndexOf(Services, service)]);
                    told.Tell(service, random.Next(3) == 0 ? "work_item_resolved.v1" : "work_item_opened.v1", $$"""{"kind":"k","role":"biller","reasonCode":"r{{i}}","dueAt":"{{Cases.At(i):O}}"}""", "work_item", work, minute);
                    break;
                case 2:
                    told.Tell("audit", "access_recorded.v1", aggregate: "access", stream: Guid.CreateVersion7(), minute: minute);
                    break;
                default:
                    var parts = begun[random.Next(begun.Count)].Split(' ', '=');
                    told.Tell(service, $"{parts[0]}v1", parts is [_, var member, var value] ? $$"""{"{{member}}":"{{value}}"}""" : """{"trackingId":"RABCDEFGHIJKL","partnerId":"northside"}""", minute: minute);
                    break;
            }
        }

        return told;
    }

    private static IEnumerable<(string Service, TrailEntry Entry)> Interleaved(Cases told, Random random)
    {
        var queues = told.ByService.Select(s => (s.Key, Entries: new Queue<TrailEntry>(s.Value))).ToList();
        while (queues.Where(q => q.Entries.Count > 0).ToList() is { Count: > 0 } open)
        {
            var (service, entries) = open[random.Next(open.Count)];
            yield return (service, entries.Dequeue());
        }
    }

    private static string Text(CaseStatus? status) => JsonSerializer.Serialize(status, EventCodec.ReadOptions);
}
