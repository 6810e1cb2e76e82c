using System.Text.RegularExpressions;
using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Intake.Referrals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Intake.Partners;

internal static partial class RegisterPartnerEndpoint
{
    private static readonly string[] Known = [ReferralChannels.Fhir, ReferralChannels.Hl7v2, ReferralChannels.Mllp, ReferralChannels.Portal];

    /// <summary>A partner as a person enters it; <c>status</c> is <c>active</c> or <c>suspended</c>.</summary>
    internal sealed record Request(string Name, string? Npi, IReadOnlyList<string> Channels, IReadOnlyList<Hl7Sender>? Hl7, IReadOnlyList<string>? Sources, string Status);

    public static void Map(RouteGroupBuilder partners) => partners.MapPut("/{partnerId}", HandleAsync)
        .RequireAuthorization(ReadPartnerEndpoint.Policy)
        .Validating<Request>()
        .Described("registerPartner", "Enters or changes a partner; If-Match is \"0\" for a new one. A suspended partner's referrals are kept and refused", PartnerRefusals.SenderTaken, PartnerRefusals.Unknown);

    private static async Task<CommandResult> HandleAsync(
        string partnerId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<PartnerCommand> partners, Views<PartnerDocument> known, TimeProvider clock, CancellationToken cancel)
    {
        if (!PartnerId().IsMatch(partnerId)) return new Outcome.Refused(PartnerRefusals.Unknown).ToHttp();
        foreach (var sender in request.Hl7 ?? [])
        {
            var found = await known.PageAsync(PartnerView.OfSender(sender.Application, sender.Facility), after: null, limit: 2, cancel);
            if (found.Documents.Any(d => d.Profile.Id != partnerId)) return new Outcome.Refused(PartnerRefusals.SenderTaken).ToHttp();
        }

        var profile = new PartnerProfile
        {
            Id = partnerId,
            Name = request.Name,
            Npi = request.Npi,
            Channels = request.Channels,
            Hl7 = request.Hl7 ?? [],
            Sources = request.Sources ?? [],
            IsSuspended = request.Status == "suspended",
        };
        var outcome = await partners.ExecuteAsync(PartnerAggregate.IdOf(partnerId), version, new RegisterPartner(profile, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PartnerId();

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().MaximumLength(100);
            RuleFor(r => r.Npi).Must(n => n is null || ProviderNumber.IsNpi(n)).WithMessage("A National Provider Identifier has ten digits and a check digit.");
            RuleFor(r => r.Channels).NotNull().ForEach(c => c.Must(name => Known.Contains(name, StringComparer.Ordinal)).WithMessage($"Of {string.Join(", ", Known)}."));
            RuleForEach(r => r.Hl7).ChildRules(s =>
            {
                s.RuleFor(h => h.Application).NotEmpty().MaximumLength(180);
                s.RuleFor(h => h.Facility).NotEmpty().MaximumLength(180);
            });
            RuleForEach(r => r.Sources).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
            RuleFor(r => r.Status).Must(s => s is "active" or "suspended").WithMessage("One of active and suspended.");
        }
    }
}
