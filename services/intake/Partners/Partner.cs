using Healthcare.EventStore;

namespace Healthcare.Intake.Partners;

/// <summary>What may be asked of a partner's profile.</summary>
public abstract record PartnerCommand(DateTimeOffset At);

/// <summary>A partner known from configuration is entered, unless it is there: what people changed since is not undone.</summary>
public sealed record SeedPartner(PartnerProfile Profile, DateTimeOffset At) : PartnerCommand(At);

/// <summary>A person says who a partner is and what it may.</summary>
public sealed record RegisterPartner(PartnerProfile Profile, Actor By, DateTimeOffset At) : PartnerCommand(At);

/// <summary>What happens to a partner's profile.</summary>
public abstract record PartnerEvent
{
    public required DateTimeOffset At { get; init; }
}

/// <summary>The profile as it stands from now on.</summary>
[StoredAs("partner_registered.v1")]
public sealed record PartnerRegistered : PartnerEvent
{
    public required PartnerProfile Profile { get; init; }

    public required Actor By { get; init; }
}

/// <summary>The partner may not send for now.</summary>
[StoredAs("partner_suspended.v1")]
public sealed record PartnerSuspended : PartnerEvent
{
    public required Actor By { get; init; }
}

/// <summary>The partner may send again.</summary>
[StoredAs("partner_reactivated.v1")]
public sealed record PartnerReactivated : PartnerEvent
{
    public required Actor By { get; init; }
}

/// <summary>Who a partner is, how it sends, and whether it may.</summary>
public sealed record PartnerProfile
{
    /// <summary>As its tokens name it.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Npi { get; init; }

    /// <summary>Of <c>fhir</c>, <c>hl7v2</c>, <c>mllp</c> and <c>portal</c>.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>Sending application and facility of its HL7 messages (MSH-3 and MSH-4).</summary>
    public IReadOnlyList<Hl7Sender> Hl7 { get; init; } = [];

    /// <summary>Its sites or systems, as codes.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public bool IsSuspended { get; init; }
}

/// <summary>MSH-3 and MSH-4 as their first components say.</summary>
public sealed record Hl7Sender(string Application, string Facility);

/// <summary>A partner's profile: nothing, or what it is now.</summary>
public sealed record Partner(PartnerProfile? Profile)
{
    public static readonly Partner Unknown = new((PartnerProfile?)null);

    public static Partner Evolve(Partner partner, PartnerEvent happened) => (partner.Profile, happened) switch
    {
        (_, PartnerRegistered e) => new Partner(e.Profile),
        ({ } p, PartnerSuspended) => new Partner(p with { IsSuspended = true }),
        ({ } p, PartnerReactivated) => new Partner(p with { IsSuspended = false }),
        _ => partner,
    };

    public static Decision<PartnerEvent> Decide(Partner partner, PartnerCommand command) => (partner.Profile, command) switch
    {
        (null, SeedPartner c) => new PartnerRegistered { Profile = c.Profile, By = Seeding, At = c.At },
        (_, SeedPartner) => [],
        (null, RegisterPartner c) => new PartnerRegistered { Profile = c.Profile, By = c.By, At = c.At },
        ({ } p, RegisterPartner c) => Decision.Of<PartnerEvent>([.. Changes(p, c)]),
        _ => [],
    };

    private static readonly Actor Seeding = Actor.Service("intake");

    private static IEnumerable<PartnerEvent> Changes(PartnerProfile before, RegisterPartner c)
    {
        if (!PartnerProfiles.Same(before with { IsSuspended = c.Profile.IsSuspended }, c.Profile))
            yield return new PartnerRegistered { Profile = c.Profile with { IsSuspended = before.IsSuspended }, By = c.By, At = c.At };
        if (before.IsSuspended == c.Profile.IsSuspended) yield break;
        if (c.Profile.IsSuspended) yield return new PartnerSuspended { By = c.By, At = c.At };
        else yield return new PartnerReactivated { By = c.By, At = c.At };
    }
}

/// <summary>The stream of a partner's profile.</summary>
public static class PartnerAggregate
{
    public const string Name = "partner_profile";

    public static Aggregate<Partner, PartnerCommand, PartnerEvent> Value { get; } = new(Name, Partner.Unknown, Partner.Evolve, Partner.Decide);

    public static Guid IdOf(string partnerId) => DerivedId.Of($"partner/{partnerId}");
}

internal static class PartnerProfiles
{
    public static bool Same(PartnerProfile one, PartnerProfile other) =>
        one.Name == other.Name && one.Npi == other.Npi && one.Channels.SequenceEqual(other.Channels, StringComparer.Ordinal) && one.Hl7.SequenceEqual(other.Hl7)
        && one.Sources.SequenceEqual(other.Sources, StringComparer.Ordinal) && one.IsSuspended == other.IsSuspended;
}
