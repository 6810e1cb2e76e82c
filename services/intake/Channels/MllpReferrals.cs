using System.Net;
using Healthcare.EventStore;
using Healthcare.Hl7v2;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Channels;

/// <summary>Where messages are taken over MLLP, section <c>Mllp</c>; nowhere unless a port is set. In the clear, so it belongs on loopback or inside a tunnel.</summary>
public sealed class MllpOptions
{
    /// <summary>Port 0 takes any that is free; null takes no messages.</summary>
    public int? Port { get; set; }

    /// <summary>The address to listen at.</summary>
    public string Bind { get; set; } = "127.0.0.1";
}

/// <summary>
/// Takes REF over MLLP. The partner is the one whom MSH-3 and MSH-4 name in the register; a message of nobody is kept in quarantine, and a person is asked whose it is.
/// An answer is given after the commit; where taking fails, nothing is answered and the sender sends again.
/// </summary>
internal sealed class MllpReferrals(MllpOptions options, IServiceScopeFactory scopes, TimeProvider clock, ILogger<MllpListener> log, ILogger<MllpReferrals> logger) : IHostedService, IAsyncDisposable
{
    private MllpListener? listener;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Port is not { } port) return;
        var responder = new Hl7Responder(TakeAsync, Hl7Exchange.NewControlId, clock);
        listener = new MllpListener(new MllpListenerOptions { Endpoint = new IPEndPoint(IPAddress.Parse(options.Bind), port) }, responder.RespondAsync, TimeProvider.System, log);
        await listener.StartAsync(cancellationToken);
        logger.TakingMllp(listener.Endpoint);
    }

    public Task StopAsync(CancellationToken cancellationToken) => listener?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<Acknowledgement> TakeAsync(Hl7Received received, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (received.Part is not Hl7Message message || await services.GetRequiredService<PartnerRegistry>().FindAsync(message.Header, cancel) is not { } partner)
        {
            await services.GetRequiredService<IncomingReferrals>().QuarantineAsync(received.Part.Bytes, Hl7Exchange.MediaType, cancel);
            return received.Part is Hl7Message stranger ? Hl7Exchange.Refusal(stranger, AcknowledgementCode.AR, new Hl7Path("MSH", 1, 3, 0, 0, 0), "204", "The sender is in no register here.") : received.Proposed;
        }

        var call = services.GetRequiredService<CallScope>();
        call.Context = call.Context with { Actor = new Actor(partner.Id, ActorKind.Partner, "partner") };
        var (_, said, _) = await services.GetRequiredService<Hl7Exchange>().TakeAsync(partner.Id, ReferralChannels.Mllp, message, message.Bytes, Hl7Exchange.MediaType, received.Proposed, cancel);
        return said;
    }
}
