using System.Collections.Frozen;
using System.Security.Claims;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>Who calls, as the token says; ids, roles and scopes only. An endpoint takes it as a parameter.</summary>
public sealed record Caller(string Subject, ActorKind Kind)
{
    public IReadOnlySet<string> Roles { get; init; } = FrozenSet<string>.Empty;

    /// <summary>SMART scopes, such as <c>system/ServiceRequest.c</c>.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The partner organization; partners see only their own cases.</summary>
    public string? PartnerId { get; init; }

    public IReadOnlySet<string> Facilities { get; init; } = FrozenSet<string>.Empty;

    /// <summary>HL7 purpose of use, such as TREAT, HPAYMT, HOPERAT.</summary>
    public string? Purpose { get; init; }

    /// <summary>The person in whose name a system or an assistant calls.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The role that goes with what this caller does; of several the first in alphabetical order.</summary>
    public string Role => Kind switch
    {
        ActorKind.Partner => "partner",
        ActorKind.System => Roles.Order(StringComparer.Ordinal).FirstOrDefault() ?? "service",
        _ => Roles.Order(StringComparer.Ordinal).FirstOrDefault() ?? "none",
    };

    public Actor ToActor() => new(Subject, Kind, Role) { OnBehalfOf = OnBehalfOf };

    /// <summary>True when the case is this caller's to see: partners see their own, everyone else is decided by policy.</summary>
    public bool MaySeePartner(string? partnerId) => Kind != ActorKind.Partner || (PartnerId is not null && string.Equals(PartnerId, partnerId, StringComparison.Ordinal));

    /// <summary>True when the caller works at the facility, or is bound to none.</summary>
    public bool MaySeeFacility(string facility) => Facilities.Count == 0 || Facilities.Contains(facility);

    public static ValueTask<Caller?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(Of(context.User));
    }

    public static Caller? Of(ClaimsPrincipal? principal) => (principal?.Identity as CallerIdentity)?.Caller;

    /// <summary>Null when a claim that everything rests on is missing: sub and actor_kind.</summary>
    internal static Caller? From(IEnumerable<Claim> claims)
    {
        var byType = claims.ToLookup(c => c.Type, c => c.Value, StringComparer.Ordinal);
        if (byType["sub"].FirstOrDefault() is not { Length: > 0 } subject || KindOf(byType["actor_kind"].FirstOrDefault()) is not { } kind) return null;
        return new Caller(subject, kind)
        {
            Roles = byType["roles"].ToFrozenSet(StringComparer.Ordinal),
            Scopes = byType["scope"].SelectMany(s => s.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal),
            PartnerId = byType["partner"].FirstOrDefault(),
            Facilities = byType["facility"].ToFrozenSet(StringComparer.Ordinal),
            Purpose = byType["purpose"].FirstOrDefault(),
            OnBehalfOf = byType["on_behalf_of"].FirstOrDefault(),
        };
    }

    private static ActorKind? KindOf(string? kind) => kind switch
    {
        "human" => ActorKind.Human,
        "system" => ActorKind.System,
        "partner" => ActorKind.Partner,
        "ai" => ActorKind.Ai,
        _ => null,
    };
}

internal sealed class CallerIdentity(Caller caller, IEnumerable<Claim> claims) : ClaimsIdentity(claims, "token", "sub", "roles")
{
    public Caller Caller { get; } = caller;
}
