using Healthcare.Billing.Charges;
using Healthcare.EventStore;
using Healthcare.Messaging.Packets;

namespace Healthcare.Billing.Encounters;

/// <summary>Reads what closing an encounter needs: people from intake's packet, sealed, and prices from the charge master.</summary>
internal sealed class ClosingEncounters(IntakePackets packets, ChargeMaster master)
{
    public async Task<Closing> ReadAsync(ReferralFacts referral, VisitFacts visit, CancellationToken cancel)
    {
        var packet = await packets.ReadAsync(referral.ReferralId, referral.PacketHash, cancel) switch
        {
            PacketRead.Found found => found.Packet,
            // Nothing that could be billed for exists: parked, an operator sees it.
            PacketRead.Missing => throw new InvalidDataException($"Intake has no packet of referral {referral.ReferralId}."),
            _ => throw new InvalidDataException($"The packet of referral {referral.ReferralId} is not the one that was published."),
        };
        var (charges, gaps) = master.Capture(referral.Services, visit);
        return new Closing(Sealed.For(referral.PatientId, SubscriberFacts.Of(packet)), master.Version, charges, gaps);
    }
}
