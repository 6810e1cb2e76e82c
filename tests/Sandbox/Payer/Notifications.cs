using System.Collections.Concurrent;
using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>Decisions on pended requests, sent as subscription notifications of the R4 backport.</summary>
internal sealed class Notifications(Outbox outbox, ScriptBook scripts, Exchange exchange, Authorizations authorizations, IOptions<SandboxOptions> options, TimeProvider clock)
{
    private const string GatewayPath = "/partner/v1/payer-notifications";
    private readonly ConcurrentDictionary<string, PasSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Keeps a subscription under the requesting organizations that it filters by.</summary>
    internal void Subscribe(string payerId, PasSubscription subscription)
    {
        foreach (var organization in subscription.Organizations) _subscriptions[$"{payerId}|{organization}"] = subscription;
    }

    /// <summary>Decides a pended request after the payer's delay. Call under the file's lock.</summary>
    internal void Schedule(AuthorizationFile file, string behaviour, string? reason, string? text)
    {
        var script = scripts.Take(file.Subject.At(file.PayerId, Steps.Notification));
        if (script?.Behaviour == "deny-without-reason") behaviour = "deny-without-reason";
        Send(file, behaviour, reason, text, options.Value.Delay, script);
    }

    /// <summary>Decides now what still waits; what was decided stays decided.</summary>
    internal int DecideNow(IReadOnlyDictionary<string, string> match, string behaviour, string? reason, string? text)
    {
        var decided = 0;
        foreach (var file in authorizations.Matching(match))
        {
            lock (file)
            {
                if (file.Answer is null || file.Current != file.Answer || PasResponse.Read(file.Answer).Value?.Status != PasStatus.Pended) continue;
                Send(file, behaviour, reason, text, TimeSpan.Zero, script: null);
                decided++;
            }
        }

        return decided;
    }

    private void Send(AuthorizationFile file, string behaviour, string? reason, string? text, TimeSpan wait, Script? script)
    {
        var now = clock.GetUtcNow();
        var answer = Decisions.Answer(file, behaviour, reason, text, final: true, now).Build(file.Submission, file.BaseUrl);
        var npi = file.Submission.Request.Requestor.Npi ?? "";
        var subscription = _subscriptions.GetValueOrDefault($"{file.PayerId}|{npi}");
        var number = _counts.AddOrUpdate($"{file.PayerId}|{npi}", 1, (_, last) => last + 1);
        var id = Derived.Id("N", file.Number);
        var body = file.Review is not null ? ReviewEndpoint.Write(file, answer, now) : PasNotification.Build(
            file.BaseUrl,
            id,
            new PasNotification { Subscription = $"{file.BaseUrl}/Subscription/{subscription?.Id ?? Derived.Id("S", file.PayerId, npi)}", EventNumber = number, EventsSinceStart = number, EventAt = now },
            answer,
            now);
        var deliveries = exchange.Bend(
            new Delivery
            {
                Id = $"notification-{id}",
                Partner = file.PayerId,
                Step = Steps.Notification,
                Lane = $"notification-{id}",
                Path = subscription?.Endpoint ?? GatewayPath,
                MediaType = file.Review is not null ? Bodies.X12 : Bodies.Fhir,
                Body = body,
                Wait = wait,
                Reference = file.Subject.Reference,
            },
            script);
        if (deliveries.Count > 0) file.Current = answer;
        outbox.Enqueue(deliveries);
    }
}
