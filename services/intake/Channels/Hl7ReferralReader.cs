using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Channels;

/// <summary>From REF^I12 (or I13, the same referral changed) to the canonical referral, with every reason why not; each field's place is kept.</summary>
internal sealed class Hl7ReferralReader(Payers payers)
{
    private const int MostServices = 20;

    public (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Read(Hl7Message message, string channel, DateOnly today)
    {
        var issues = new List<FhirIssue>();
        if (ReferralMessage.Of(message) is not { IsAnswer: false } referral)
            return Refused(issues, "MSH-9", "unsupported-message", "Only REF is taken here.");
        if (referral.Action is not (ReferralAction.Requested or ReferralAction.Modified))
            return Refused(issues, "MSH-9.2", "unsupported-event", "REF is taken for I12 and I13; withdraw or ask for the status by the address in the receipt.");
        if (referral.Patient is not { } pid) return Refused(issues, "PID", "missing-patient", "The message names no patient.");

        var places = new Hl7Places(message);
        var services = Services(referral, places, issues);
        var diagnoses = Diagnoses(referral, places, issues, out var otherDiagnoses);
        var documents = Hl7Documents.Of(message, places, issues);
        var coverage = Coverage(referral, pid, places, issues);
        var until = referral.Referral?.Expires?.Date;
        if (until is not null) places.Add(Field.ValidThrough, "RF1-8");
        if (until < today) issues.Add(Error("RF1-8", "referral-expired", "The referral was valid until a day that has passed."));
        if (pid.Names.Count == 0) issues.Add(Error("PID-5", "missing-patient-name", "The patient has no name."));
        if (issues.Any(i => i.IsError) || coverage is not { } cover) return (null, issues);

        var provider = Provider(referral, places);
        var patient = PatientOf(pid, places);
        return (new ReferralSheet
        {
            PayerId = cover.PayerId,
            ExternalId = ExternalId(referral, places),
            ReferrerNpi = provider.Npi,
            Services = services,
            Diagnoses = diagnoses,
            OtherReasons = otherDiagnoses + Reasons(referral, places),
            Priority = Priority(referral, places, issues),
            RequestedOn = places.Taking(Field.RequestedOn, "RF1-7", referral.Referral?.Effective?.Date),
            ValidThrough = until,
            RecordNumber = RecordNumber(pid, cover.Coverage.MemberNumber, places),
            Patient = patient,
            Coverage = cover.Coverage,
            Requester = provider.Requester,
            Documents = documents,
            Provenance = places.ToProvenance(channel, issues),
        }, issues);
    }

    private static PatientOnFile PatientOf(Pid pid, Hl7Places places)
    {
        var name = pid.Names.FirstOrDefault(n => n.Type is "L") ?? pid.Names[0];
        places.Add(Field.PatientName, "PID-5");
        var sex = places.Taking(Field.Sex, "PID-8", pid.Sex);
        var address = pid.Addresses is [var first, ..] ? first : null;
        if (address is not null) places.Add(Field.Address, "PID-11");
        return new PatientOnFile(GivenOf(name), name.Family ?? "", places.Taking(Field.BirthDate, "PID-7", pid.Born?.Date), SexOf(sex), AddressOf(address));
    }

    private (string PayerId, CoverageOnFile Coverage)? Coverage(ReferralMessage referral, Pid pid, Hl7Places places, List<FhirIssue> issues)
    {
        if (referral.Coverages is not [var primary, ..])
        {
            issues.Add(Error("IN1", "missing-coverage", "The message names no insurance of the patient."));
            return null;
        }

        var organization = new OrganizationFacts
        {
            Name = primary.CompanyNames is [var company, ..] ? company.Name : null,
            Identifiers = [.. primary.CompanyIds.SelectMany(IdentifiersOf), .. primary.Plan?.Code is { } plan ? new[] { new Identifier(null, plan) } : []],
        };
        var payer = payers.Find(organization) ?? payers.Find(organization with { Identifiers = [] });
        if (payer is null) issues.Add(Error("IN1-3", "unknown-payer", "The payer is none that this organization works with."));
        places.Add(Field.Payer, "IN1-3");
        var (member, place) = Member(primary, pid);
        if (member is null) issues.Add(Error("IN1-36", "missing-member-number", "The insurance has no member number."));
        if (payer is not { } known || member is null) return null;
        places.Add(Field.MemberNumber, place);
        var relationship = places.Taking(Field.Relationship, "IN1-17", primary.Relationship?.Code) switch
        {
            null or "SEL" or "SELF" or "18" => "self",
            "SPO" or "SPOUSE" or "01" => "spouse",
            "CHD" or "CHILD" or "19" => "child",
            _ => "other",
        };
        var holder = relationship != "self" && primary.InsuredNames is [var insured, ..] ? insured : null;
        if (holder is not null) places.Add(Field.Subscriber, "IN1-16");
        return (known.PayerId, new CoverageOnFile(member, primary.PolicyNumber is { } policy && policy != member ? policy : null, known.Identifier, relationship)
        {
            Subscriber = holder is null
                ? null
                : new PatientOnFile(GivenOf(holder), holder.Family ?? "", primary.InsuredBorn?.Date, "unknown", AddressOf(primary.InsuredAddresses is [var at, ..] ? at : null)),
        });
    }

    private static (string? Number, string Place) Member(In1 primary, Pid pid)
    {
        if (primary.InsuredIds.FirstOrDefault(i => i.Type is "MB" or "MI") is { } typed) return (typed.Id.Trim(), "IN1-49");
        if (pid.Identifiers.FirstOrDefault(i => i.Type is "MB") is { } own) return (own.Id.Trim(), "PID-3");
        if (primary.PolicyNumber is { Length: > 0 } policy) return (policy.Trim(), "IN1-36");
        return primary.InsuredIds is [var any, ..] ? (any.Id.Trim(), "IN1-49") : (null, "");
    }

    // A number that is a valid NPI is one, whatever its sender calls it.
    private static IEnumerable<Identifier> IdentifiersOf(Cx company)
    {
        if (company.Type is "NPI" || ProviderNumber.IsNpi(company.Id)) yield return new Identifier(FhirSystems.Npi, company.Id);
        if (company.Type is "NIIP" or "NAIC") yield return new Identifier(FhirSystems.Naic, company.Id);
        yield return new Identifier(null, company.Id);
    }

    private static (string? Npi, RequesterOnFile Requester) Provider(ReferralMessage referral, Hl7Places places)
    {
        if (referral.ReferringProvider is not { } prd) return (null, new RequesterOnFile(null, null, [], null));
        var at = $"PRD({prd.Segment.Occurrence})";
        var npi = prd.Identifiers.FirstOrDefault(i => i.Type is "NPI" && ProviderNumber.IsNpi(i.Id)) ?? prd.Identifiers.FirstOrDefault(i => i.Type is null && ProviderNumber.IsNpi(i.Id));
        if (npi is not null) places.Add(Field.ReferrerNpi, $"{at}-7");
        places.Add("referrer.role", $"{at}-1", isField: false);
        var name = prd.Names is [var first, ..] ? first : null;
        if (name is not null) places.Add(Field.ReferrerName, $"{at}-2");
        if (prd.Organization is not null) places.Add(Field.ReferrerOrganization, $"{at}-10");
        return (npi?.Id, new RequesterOnFile(prd.Organization?.Name, ProviderNumber.IsNpi(prd.Organization?.Id) ? prd.Organization?.Id : null, name is null ? [] : GivenOf(name), name?.Family));
    }

    private static List<ServiceAsked> Services(ReferralMessage referral, Hl7Places places, List<FhirIssue> issues)
    {
        var services = new List<ServiceAsked>();
        foreach (var (procedure, authorizations) in referral.Procedures.Take(MostServices))
        {
            var at = $"PR1({procedure.Segment.Occurrence})-3";
            if (procedure.Code is not { Code: { } code } coded) continue;
            if (Hl7CodeSystems.ServiceSystem(coded.System ?? procedure.CodingMethod) is not { } system || !Codes.IsService(system, code))
            {
                issues.Add(Error(at, "invalid-service-code", "The code of the service, or its system, is not of the form that codes have."));
                continue;
            }

            places.Add(Field.Service, at);
            services.Add(new ServiceAsked(services.Count + 1, Codes.NameOf(system), code, Units(authorizations, places, issues)));
        }

        return services;
    }

    private static int Units(IReadOnlyList<Aut> authorizations, Hl7Places places, List<FhirIssue> issues)
    {
        if (authorizations is not [{ RequestedTreatments: { } asked } aut, ..]) return 1;
        var at = $"AUT({aut.Segment.Occurrence})-8";
        places.Add(Field.Units, at);
        if (asked is >= 1 and <= 9999 && decimal.Truncate(asked) == asked) return decimal.ToInt32(asked);
        issues.Add(Error(at, "invalid-quantity", "The quantity is a whole number from 1 to 9999."));
        return 1;
    }

    private static List<string> Diagnoses(ReferralMessage referral, Hl7Places places, List<FhirIssue> issues, out int others)
    {
        var codes = new List<string>();
        others = 0;
        // DG1-15 says which is the principal one; the rest keep their order.
        foreach (var diagnosis in referral.Diagnoses.OrderBy(d => d.Priority == "1" ? 0 : 1))
        {
            var at = $"DG1({diagnosis.Segment.Occurrence})-3";
            places.Add(Field.Diagnoses, at);
            if (diagnosis.Code?.Code is not { } code || !Hl7CodeSystems.IsIcd10(diagnosis.Code.System ?? diagnosis.CodingMethod))
            {
                others++;
                continue;
            }

            var upper = code.ToUpperInvariant();
            if (!Codes.IsDiagnosis(upper)) issues.Add(Error(at, "invalid-diagnosis-code", "A diagnosis is not of the form that ICD-10-CM codes have."));
            else if (!codes.Contains(upper, StringComparer.Ordinal)) codes.Add(upper);
        }

        return codes;
    }

    private static int Reasons(ReferralMessage referral, Hl7Places places)
    {
        var given = referral.Referral?.Reasons.Count ?? 0;
        if (given > 0) places.Add(Field.Reason, "RF1-10");
        foreach (var note in referral.Notes.Where(n => n.Text is not null))
        {
            places.Add(Field.Reason, $"NTE({note.Segment.Occurrence})-3");
            given++;
        }

        return given;
    }

    private static string Priority(ReferralMessage referral, Hl7Places places, List<FhirIssue> issues)
    {
        var code = places.Taking(Field.Priority, "RF1-2", referral.Referral?.Priority?.Code);
        if (code is not (null or "R" or "A" or "S" or "U"))
            issues.Add(FhirIssue.Warning("code-invalid", "RF1-2", "unknown-priority", "The priority is no code of table 0280; routine is taken."));
        return code switch { "S" => "stat", "A" => "asap", "U" => "urgent", _ => "routine" };
    }

    private static string? ExternalId(ReferralMessage referral, Hl7Places places)
    {
        if (referral.Referral?.OriginatingId is { } own)
        {
            places.Add(Field.ExternalId, "RF1-6");
            return $"{own.UniversalId ?? own.NamespaceId}|{own.Id}";
        }

        if (referral.Referral?.ExternalIds is not [var external, ..]) return null;
        places.Add(Field.ExternalId, "RF1-11");
        return $"{external.UniversalId ?? external.NamespaceId}|{external.Id}";
    }

    // Social security numbers are not kept: nothing here needs them.
    private static string? RecordNumber(Pid pid, string member, Hl7Places places)
    {
        if (pid.Identifiers.FirstOrDefault(i => i.Type is "MR" or "PI" or null && i.Id != member && i.Authority?.NamespaceId is not "USSSA") is not { } record) return null;
        places.Add(Field.RecordNumber, "PID-3");
        return $"{record.Authority?.UniversalId ?? record.Authority?.NamespaceId}|{record.Id}";
    }

    private static IReadOnlyList<string> GivenOf(Xpn name) => [.. new[] { name.Given, name.Middle }.OfType<string>()];

    private static string SexOf(string? sex) => sex switch { "M" => "male", "F" => "female", "O" or "A" => "other", _ => "unknown" };

    private static AddressOnFile? AddressOf(Xad? address) =>
        address is null ? null : new AddressOnFile([.. new[] { address.Street, address.Other }.OfType<string>()], address.City, address.State, address.PostalCode);

    private static (ReferralSheet?, IReadOnlyList<FhirIssue>) Refused(List<FhirIssue> issues, string place, string code, string sentence)
    {
        issues.Add(Error(place, code, sentence));
        return (null, issues);
    }

    private static FhirIssue Error(string place, string code, string sentence) => FhirIssue.Invalid(place, code, sentence);
}
