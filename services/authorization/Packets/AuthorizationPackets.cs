using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Authorization.Packets;

/// <summary>Opens the packet that an authorization rests on.</summary>
internal sealed class AuthorizationPackets(Streams<PriorAuthorizationCommand> authorizations, Vault vault)
{
    /// <summary>Null when there is no such authorization, or the patient was erased.</summary>
    public async Task<ReferralPacket?> OpenAsync(Guid authorizationId, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        return state is PriorAuthorization.Begun begun ? await vault.OpenAsync(begun.File.Packet, cancel) : null;
    }
}
