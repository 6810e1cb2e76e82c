using Healthcare.Authorization.Requirements;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>How the facts of an authorization fold to where it stands.</summary>
public abstract partial record PriorAuthorization
{
    public static PriorAuthorization Evolve(PriorAuthorization authorization, PriorAuthorizationEvent happened) => (authorization, happened) switch
    {
        (_, AuthorizationRequested e) => new Assembling(new Dossier(e.Request, e.Packet)),
        (Ended, _) => authorization,
        (Begun, CoverageRequirementFound or RequirementDecided or DocumentSupplied or DocumentsWaived or ServicesChanged or AuthorizationNotNeeded) => Preparing((Begun)authorization, happened),
        (Begun s, ServiceDateSet e) => s with { File = s.File with { Request = s.Request with { ServiceDate = e.ServiceDate } } },
        (Begun s, ReviewExpedited) => s with { File = s.File with { Request = s.Request with { Level = ReviewLevel.Expedited } } },
        (Begun s, ServiceDateNear e) => s with { File = s.File with { HurriedFor = e.ServiceDate } },
        (Begun s, ServiceDateUncovered e) => s with { File = s.File with { UncoveredOn = e.ServiceDate } },
        (Begun s, CareProceededWithout e) => s with { File = s.File with { Proceeded = e } },
        (Begun s, CancellationAsked e) => s with { File = s.File with { Cancellation = e } },
        (Begun s, AuthorizationWithdrawn e) => new Ended(s.File, e.Ending),
        (Begun s, AuthorizationSuperseded) => new Ended(s.File, "superseded"),
        (Begun s, PayerInquired e) => s with { File = s.File with { Inquiries = e.Inquiry, OpenInquiry = e.PayloadId } },
        (Begun s, InquiryEnded) => s with { File = s.File with { OpenInquiry = null } },

        (Begun s, PackageReturned e) => new Incomplete(s.File with { IsAwaited = false }, e.Documents ?? []),
        (Begun s, PackageAssembled e) => new Held(s.File with { Packages = s.File.Packages + 1, IsAwaited = false }, e.Package) { WasIncomplete = s is Incomplete { IsForProvider: false } },
        (Packed s, AuthorizationSubmitted e) => new Submitted(s.File with { FirstPayloadId = s.Package.BundleOriginalId, DocumentsSent = s.Package.Attached }, s.Package, e.Submission),
        (Submitted s, SubmissionUnconfirmed) => s with { IsUnconfirmed = true },
        (Submitted s, PayerAnswerUnusable) => s with { IsUnusable = true },
        (Submitted s, SubmissionRejected) => new Rejected(s.File, s.Package, s.Submission),
        (AtPayer s, SubmissionAcknowledged e) => s with { PayerReceivedAt = e.PayerReceivedAt, DueAt = e.DueAt },
        (Packed s, SubmissionAcknowledged e) => new AtPayer(s.File, s.Package, e.PayerReceivedAt, e.DueAt, [.. s.File.Needed.Select(i => new Item(i))])
        {
            WasUnusable = s is Submitted { IsUnusable: true },
        },
        (Received, _) => Deciding((Received)authorization, happened),
        (Packed s, UpdateSubmitted e) => s with { File = Updated(s.File, e) },
        _ => authorization,
    };

    private static PriorAuthorization Preparing(Begun authorization, PriorAuthorizationEvent happened)
    {
        var file = authorization.File;
        switch (happened)
        {
            case CoverageRequirementFound e:
                file = file with { Requirement = new Requirement(e.Items, e.Rule, e.ExpiresAt), IsAwaited = file.IsAwaited || e.PaNeeded != Needs.NotNeeded };
                return e.PaNeeded == Needs.Conditional ? new Unclear(file) : authorization with { File = file };
            case RequirementDecided e when file.Requirement is { } found:
                return new Assembling(file with { Requirement = found with { Items = [.. found.Items.Select(i => Decided(i, e))] } });
            case DocumentSupplied e:
                return authorization with { File = file with { Supplied = [.. file.Supplied, e.Document] } };
            case DocumentsWaived:
                return authorization with { File = file with { AreDocumentsWaived = true } };
            case ServicesChanged e when authorization is Received or Submitted:
                return authorization with { File = file with { Change = e.Change, Requirement = null } };
            case ServicesChanged e:
                return new Assembling(file with { Request = file.Request with { Items = e.Items }, Change = e.Change, Requirement = null, AreDocumentsWaived = false });
            case AuthorizationNotNeeded:
                return new NotNeeded(file);
            default:
                return authorization;
        }
    }

    private static ItemRequirement Decided(ItemRequirement item, RequirementDecided e) =>
        e.Needed.Contains(item.Sequence) ? item with { Need = Needs.Needed } : e.NotNeeded.Contains(item.Sequence) ? item with { Need = Needs.NotNeeded } : item;

    private static Received Deciding(Received authorization, PriorAuthorizationEvent happened) => (authorization, happened) switch
    {
        (_, AuthorizationPended e) => Change(authorization, e.ItemSequence, i => i with
        {
            IsPended = true,
            IsInformationWanted = e.InformationRequested is { Count: > 0 },
            WasInformationWanted = i.WasInformationWanted || e.InformationRequested is { Count: > 0 },
            AdministrationReference = e.AdministrationReference ?? i.AdministrationReference,
        }),
        (_, PayerContactRequested e) => Change(authorization, e.ItemSequence, i => i with { IsContactWanted = true }),
        (_, AuthorizationDecided e) => Change(authorization, e.ItemSequence, i => i with { Decision = e.Decision, HasReasonText = e.ReasonText is not null, IsLetterKept = e.AnswerId is not null, IsInformationWanted = false }),
        (_, DenialReasonMissing e) => Change(authorization, e.ItemSequence, i => i with { IsReasonAwaited = true }),
        (_, DenialReasonGiven e) => Change(authorization, e.ItemSequence, i => i with { Decision = i.Decision is { } d ? d with { ReasonCode = e.ReasonCode } : null, HasReasonText = true, IsReasonAwaited = false }),
        (_, PayerAnswerContradicted e) => authorization with { Contradictions = [.. authorization.Contradictions, (e.ItemSequence, e.Action)] },
        (_, PayerErrorReported e) => authorization with { Errors = e.Codes },
        (AtPayer s, PayerAnswerUnusable) => s with { WasUnusable = true },
        (AtPayer s, DecisionAwaited) => s with { IsAwaited = true },
        (AtPayer s, DecisionOverdue) => s with { IsOverdue = true },
        (AtPayer s, DecisionDeemedDenied) => s with { IsOverdue = true, IsDeemedDenied = true },
        (AtPayer s, InformationSubmittedToPayer) => s with { Items = [.. s.Items.Select(i => i with { IsInformationWanted = false })] },
        (_, UpdateSubmitted { Purpose: Purposes.Cancellation or Purposes.Information } e) => authorization with { File = Updated(authorization.File, e) },
        (_, UpdateSubmitted e) => Updated(authorization, e),
        (AtPayer { Before: { } before } s, UpdateRefused) => before with { File = s.File },
        (AtPayer { Before: { } before } s, UpdateDenied) => before with { File = s.File },
        (AtPayer s, AuthorizationConcluded e) => new Concluded(s.File, s.Package, s.PayerReceivedAt, s.Items, e.Status, e.At)
        {
            Contradictions = s.Contradictions,
            Errors = s.Errors,
            WasDeemedDenied = s.IsDeemedDenied,
            To = s.Before?.To,
            ContestBy = e.ContestBy,
        },
        (Concluded s, DenialRouteChosen e) => s with { Route = e.Route },
        (Concluded s, ContestWindowClosed) => s with { IsContestLost = true },
        (Concluded s, AuthorizationReleased e) => s with { Life = ApprovalLife.Active, To = e.Items.Count == 0 ? null : e.Items.Max(i => i.To) },
        (Concluded s, AuthorizationExtended) => s with { Life = ApprovalLife.Extended },
        (Concluded s, AuthorizationExhausted) => s with { Life = ApprovalLife.Exhausted },
        (Concluded s, AuthorizationExpired) => s with { Life = ApprovalLife.Expired },
        (Concluded s, AuthorizationVoided) => s with { Life = ApprovalLife.Voided },
        _ => authorization,
    };

    private static AtPayer Updated(Received authorization, UpdateSubmitted e)
    {
        var file = Updated(authorization.File, e);
        // What changes is decided anew; until then the payer's last word stands beside it.
        return new AtPayer(file, e.Package, authorization.PayerReceivedAt, e.DueAt ?? (authorization as AtPayer)?.DueAt ?? e.At, [.. file.Needed.Select(i => new Item(i))])
        {
            Before = authorization as Concluded ?? (authorization as AtPayer)?.Before,
            IsAwaited = e.DueAt is null && authorization is AtPayer { IsAwaited: true },
            IsOverdue = e.DueAt is null && authorization is AtPayer { IsOverdue: true },
            IsDeemedDenied = e.DueAt is null && authorization is AtPayer { IsDeemedDenied: true },
        };
    }

    private static Dossier Updated(Dossier file, UpdateSubmitted e) => file with
    {
        Updates = e.Update,
        Update = new PendingUpdate(e.Update, e.Purpose, e.Package.BundleOriginalId),
        DocumentsSent = e.Package.Attached,
        Request = e.Purpose == Purposes.Cancellation ? file.Request : file.Request with { Items = e.Items },
    };

    private static Received Change(Received authorization, int sequence, Func<Item, Item> change) =>
        authorization with { Items = [.. authorization.Items.Select(i => i.Requested.Sequence == sequence ? change(i) : i)] };
}
