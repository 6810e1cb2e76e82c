using Healthcare.ServiceDefaults;

namespace Healthcare.Authorization;

/// <summary>Who works here.</summary>
internal static class AuthorizationRoles
{
    public const string Specialist = "authorization-specialist";
    public const string Lead = "authorization-lead";

    /// <summary>People who act on authorizations.</summary>
    public static readonly string Specialists = Policies.AnyOf(Policies.Role(Specialist), Policies.Role(Lead));

    /// <summary>People who may look at one.</summary>
    public static readonly string Readers = Policies.AnyOf(Policies.Role(Specialist), Policies.Role(Lead), Policies.Role("scheduling-lead"), Policies.Role("biller"), Policies.Compliance);
}
