using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;

namespace Healthcare.Local.Checking;

/// <summary>
/// One generated history: commands in any order at random times, with the faults of real life: crashes before a commit, answers that get lost and commands that come twice,
/// deadlines fired late, twice, or not for a while.
/// </summary>
internal sealed class History(World world, Random random)
{
    private const int Steps = 22;
    private static readonly DateTimeOffset Start = new(2026, 2, 27, 14, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] Subjects = [.. Enumerable.Range(1, 2).Select(i => new Guid(i, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]))];
    private static readonly Guid Case = new("0198a000-0000-7000-8000-0000000000aa");
    private static readonly Actor[] People = [new("person-1", ActorKind.Human, "worker"), new("person-2", ActorKind.Human, "worker")];
    private static readonly Actor Model = new("model-1", ActorKind.Ai, "assistant");
    private static readonly Actor System = Actor.Service("sender");
    private static readonly string[] Hashes = ["a1", "b2"];
    private static readonly Requirement[] Asked = [new("item-missing", "item-1")];

    /// <summary>Every boundary that ships, with predicates that a history meets or does not.</summary>
    private static readonly Boundaries Boundaries = Boundaries.Of(h =>
    {
        foreach (var contract in ContractFiles.Read(ContractFiles.All, []).Values)
        {
            foreach (var condition in contract.Conditions) h.Boundary(contract.Id).Predicate<Facts>(condition.Predicate, (facts, _) => Verdict.Of(!facts.Missing));
        }
    });

    private static readonly string[] Ids = [.. Boundaries.Held];
    private static readonly string[] Texts = ["version: 2", "version: 3"];
    private static readonly Dictionary<string, Guid> DefinitionIds = Ids.ToDictionary(i => i, DefinitionAggregate.IdOf, StringComparer.Ordinal);
    private static readonly Guid BrokerId = Outage.IdOf("billing", "broker");
    private static readonly Guid ParkingId = DerivedId.Of("parking/billing/case");
    private static readonly HeldMessage[] Held = [.. Enumerable.Range(0, 5).Select(i => new HeldMessage(i, "", "claim", new Guid(i, 1, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]), "{}", "", Case, CorrelationId: null, PurposeOfUse: null, "none", TraceParent: null))];

    private DateTimeOffset now = Start;

    /// <summary>The last thing that was asked, to be asked twice.</summary>
    private (Guid Stream, object Command)? last;

    public void Run()
    {
        world.Clear();
        now = Start.AddMinutes(random.Next(60 * 24 * 21));
        var boundary = Ids[random.Next(Ids.Length)];
        var focus = random.Next(9);
        for (var step = 0; step < Steps; step++)
        {
            Pass();
            if (last is { } asked && random.Next(12) == 0)
            {
                world.Execute(asked.Stream, asked.Command, crash: false);
                continue;
            }

            var (stream, command) = Ask(boundary, focus);
            last = (stream, command);
            if (random.Next(14) == 0) world.Execute(stream, command, crash: true);
            else world.Execute(stream, command, crash: false);
        }

        now += TimeSpan.FromDays(random.Next(1, 5));
        CatchUp(random.Next(14));
    }

    // Time passes; the clock does its work on time, or is down for a while.
    private void Pass()
    {
        now += random.Next(4) switch
        {
            0 => TimeSpan.FromSeconds(random.Next(1, 120)),
            1 => TimeSpan.FromMinutes(random.Next(1, 240)),
            2 => TimeSpan.FromHours(random.Next(1, 30)),
            _ => TimeSpan.FromHours(random.Next(1, 100)),
        };
        if (random.Next(5) > 0) CatchUp(8);
        else if (world.Next() is { } due) world.Fire(due with { DueAt = due.DueAt.AddSeconds(random.Next(-1, 2)) }, now > due.DueAt ? now : due.DueAt.AddSeconds(1));
    }

    private void CatchUp(int most)
    {
        for (var i = 0; i < most && world.Next() is { } due && due.DueAt <= now; i++)
        {
            // A clock on time fires when it is due; one that was down fires now.
            var at = random.Next(2) == 0 ? due.DueAt : now;
            world.Fire(due, at);
            if (random.Next(10) == 0) world.Fire(due, at);
        }
    }

    private (Guid Stream, object Command) Ask(string boundary, int focus) => focus switch
    {
        <= 3 => random.Next(5) > 0 ? Crossing(boundary) : random.Next(2) > 0 ? Item(boundary) : Anything(boundary),
        <= 5 => random.Next(6) > 0 ? Item(boundary) : Crossing(boundary),
        6 => random.Next(3) > 0 ? Message() : Telling(),
        7 => random.Next(3) switch
        {
            0 => Rule(boundary),
            1 => Dependency(),
            _ => Waiting(),
        },
        _ => Anything(boundary),
    };

    private (Guid Stream, object Command) Anything(string boundary) => random.Next(9) switch
    {
        0 => Crossing(boundary),
        1 => Item(boundary),
        2 => Message(),
        3 => Telling(),
        4 => Roster(boundary),
        5 => Rule(boundary),
        6 => Dependency(),
        7 => Waiting(),
        _ => Reminder(boundary),
    };

    private (Guid Stream, object Command) Crossing(string boundary)
    {
        var subject = Subjects[random.Next(8) == 0 ? 1 : 0];
        var contract = Boundaries[boundary];
        var follow = random.Next(16) switch
        {
            0 or 1 or 2 => Boundaries.Offer(boundary, subject, Case, new Facts(Missing: false), Hashes[random.Next(2)], now),
            3 or 4 => Boundaries.Offer(boundary, subject, Case, new Facts(Missing: true), Hashes[random.Next(2)], now, Early(), Variant(contract)),
            5 or 6 => Boundaries.Accept(boundary, subject, Anyone(), now),
            7 or 8 => Boundaries.Return(boundary, subject, random.Next(9) == 0 ? [] : Asked, Anyone(), now),
            9 => new FollowUp(HandoffId.For(boundary, subject), new ExtendHandoff(Boundaries.Terms(boundary, now.AddHours(-random.Next(12)), Variant(contract)), "more-time", Anyone(), now)),
            10 => Boundaries.Close(boundary, subject, "withdrawn", Anyone(), now),
            11 => new FollowUp(HandoffId.For(boundary, subject), new TellUnstaffedHandoff(contract.OwnerRole, Unstaffed(contract), now)),
            12 => new FollowUp(HandoffId.For(boundary, subject), new FireHandoffDeadline(now.AddSeconds(-random.Next(3)), now)),
            _ => new FollowUp(
                HandoffId.For(boundary, subject),
                new ProceedHandoff(contract.ProceedGrounds.Count > 0 && random.Next(3) > 0 ? contract.ProceedGrounds[0] : "whim", "because", now.AddHours(random.Next(-1, 40)), random.Next(4) == 0 ? System : People[0], now)),
        };
        return (follow.StreamId, follow.Command);
    }

    private (Guid Stream, object Command) Item(string boundary)
    {
        var contract = Boundaries[boundary];
        var route = contract.ExceptionRoutes[0];
        if (world.Items.Count == 0 || random.Next(9) == 0)
        {
            var open = random.Next(5) == 0
                ? new FollowUp(WorkItemId.ForTask("task", Subjects[0]), new OpenWorkItem("task", "waiter", random.Next(2) == 0 ? "asked" : "asked-again", Subjects[0], now.AddHours(random.Next(-2, 40)), now) { Levels = [new LevelDue("boss", now.AddHours(50))] })
                : Boundaries.Exception(boundary, route.Code, Subjects[0], Case, now, random.Next(1000));
            return (open.StreamId, random.Next(5) == 0 ? OnItem(contract.OwnerRole, null) : open.Command);
        }

        var id = world.Items[random.Next(world.Items.Count)];
        return (id, OnItem(route.OwnerRole, (world.StateOf(id) as WorkItem.Opened)?.Assignment));
    }

    private object OnItem(string role, Assignment? assignment)
    {
        var by = random.Next(7) switch
        {
            0 => Model,
            1 or 2 => People[1],
            _ => People[0],
        };
        string[] held = random.Next(6) == 0 ? ["juggler"] : [assignment?.EscalatedTo ?? assignment?.Role ?? role, assignment?.Role ?? role];
        return random.Next(15) switch
        {
            14 => new EscalateWorkItem(1 + random.Next(2), random.Next(2) == 0 ? "boss" : "director", now),
            0 or 1 or 2 => new ClaimWorkItem(by, held, now),
            3 => new ReleaseWorkItem(by, now),
            4 => new ResolveWorkItem("done", by, now),
            5 or 6 => new ReassignWorkItem(random.Next(2) == 0 ? "cook" : role, "wrong-queue", by, held, now),
            7 => new SnoozeWorkItem(now.AddMinutes(random.Next(-5, 300)), "later", by, held, now),
            8 => new ChangeWorkItemDue(now.AddHours(random.Next(-2, 100)), "agreed", by, held, now),
            9 => new CommentWorkItem("seen", by, now),
            10 => random.Next(3) == 0 ? new CloseWorkItem("settled", now) : new FireWorkItemDeadline(now, now),
            11 => new TellUnstaffedWorkItem(assignment?.Role ?? role, [assignment?.Role ?? role], now),
            12 when assignment is null or { Levels.Count: > 0 } => new CloseWorkItem("settled", now),
            _ => new FireWorkItemDeadline(assignment?.NextAt < now ? assignment.NextAt : now, now),
        };
    }

    private (Guid Stream, object Command) Telling()
    {
        if (world.Notifications.Count == 0)
        {
            var tell = NotificationAggregate.Tell(Subjects[0], new NotificationQueued(NotificationKind.Digest, "waiter", 0, Subjects[0], "reminders", Start));
            return (tell.StreamId, random.Next(4) == 0 ? new RecordDelivery("e-mail", "hash", now) : random.Next(4) == 0 ? new RecordFailure("e-mail", now) : tell.Command);
        }

        var id = world.Notifications[random.Next(world.Notifications.Count)];
        return random.Next(5) switch
        {
            0 => (id, new QueueNotification(new NotificationQueued(NotificationKind.Digest, "waiter", 0, Subjects[0], "reminders", Start))),
            1 => (id, new RecordFailure("e-mail", now)),
            _ => (id, new RecordDelivery("e-mail", "hash", now)),
        };
    }

    private (Guid Stream, object Command) Reminder(string boundary)
    {
        var remind = DigestAggregate.Remind(Boundaries[boundary].OwnerRole, now);
        var due = ((RemindInDigest)remind.Command).SendAt;
        return (remind.StreamId, random.Next(2) == 0 ? remind.Command : random.Next(2) == 0 ? new FireDigestDeadline(due, due) : new FireDigestDeadline(now, now));
    }

    private (Guid Stream, object Command) Roster(string boundary)
    {
        var role = Boundaries[boundary].OwnerRole;
        object command = random.Next(5) == 0 ? new FireDutyDeadline(now, now) : new SetDuty(role, random.Next(2) == 0, random.Next(3) == 0 ? now.AddHours(random.Next(-2, 40)) : null, "absent", random.Next(5) == 0 ? Model : People[0], now);
        return (DutyAggregate.IdOf(role), command);
    }

    private (Guid Stream, object Command) Message() => (Subjects[1], random.Next(10) switch
    {
        0 or 1 or 2 => new QueueTransmission("payer", "claim", Subjects[0], "application/edi-x12", Subjects[0], now),
        3 or 4 or 5 => new BeginAttempt(now),
        6 => new RecordAcknowledgement(200, AnswerId: null, now),
        7 => new RecordNoAnswer("timeout", Status: null, now, now.AddMinutes(1)),
        8 => new RecordRejection(422, AnswerId: null, now),
        _ => new RequeueTransmission("put-right", now),
    });

    // Rules change by two people: who proposes, who approves, and what they have read.
    private (Guid Stream, object Command) Rule(string boundary)
    {
        var by = random.Next(5) == 0 ? Model : People[random.Next(2)];
        var text = Texts[random.Next(2)];
        object command = random.Next(6) switch
        {
            0 or 1 => new ProposeDefinition(boundary, 1 + random.Next(4), DateOnly.FromDateTime(now.UtcDateTime), text, InForce: 1, "policy", by, now),
            2 => new ReviewDefinition(boundary, 1, by, now),
            _ => new ApproveDefinition(DefinitionAggregate.HashOf(text), by, now),
        };
        return (DefinitionIds[boundary], command);
    }

    private (Guid Stream, object Command) Dependency() => (BrokerId, random.Next(2) == 0 ? new NoteDependencyLost("broker", now) : new NoteDependencyRestored("broker", now));

    // Messages of one case, of which one cannot be handled and others wait behind it.
    private (Guid Stream, object Command) Waiting()
    {
        var count = random.Next(2) == 0 ? 1 : 1 + random.Next(4);
        return (ParkingId, random.Next(12) switch
        {
            0 or 1 => new ParkMessage("billing", "case", Held[count], random.Next(3) == 0 ? "poison" : "dependency", 1, now),
            2 or 3 => new HoldMessage("billing", "case", Held[count], now),
            4 or 5 or 6 => new ReplayMessage(count, now),
            7 or 8 => new DismissMessage(count, "not-needed", now),
            _ => new ReleaseMessages(count, now),
        });
    }

    private static string[] Unstaffed(BoundaryContract contract) => [contract.OwnerRole, contract.Escalation.Levels[0].Role];

    private Actor Anyone() => random.Next(6) switch
    {
        0 => Model,
        1 or 2 => System,
        _ => People[0],
    };

    private DateTimeOffset? Early() => random.Next(2) == 0 ? now.AddHours(-random.Next(40)) : null;

    private string? Variant(BoundaryContract contract) => contract.Variants.Count == 0 || random.Next(2) == 0 ? null : contract.Variants.Keys.ElementAt(random.Next(contract.Variants.Count));

    private sealed record Facts(bool Missing);
}
