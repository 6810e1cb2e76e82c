using System.Text.Json;
using Healthcare.Billing.Encounters;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Billing.Tests.Http;

/// <summary>A case of its own for each test, told to billing by the messages of the other services.</summary>
internal sealed class Case
{
    public static readonly string[] Canaries = ["Zyxcanary", "ZYXCANARY", "Tessa", "MZYX0001", "1980-05-17", "Pier Road"];

    public Guid CaseId { get; } = Guid.CreateVersion7();

    public Guid ReferralId { get; } = Guid.CreateVersion7();

    public Guid PatientId { get; } = Guid.CreateVersion7();

    public DateOnly Day { get; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public Guid EncounterId => EncounterAggregate.IdOf(CaseId);

    public Guid ClaimId => Billing.Claims.ClaimIds.Of(CaseId);

    public Task ReferAsync(CancellationToken cancel)
    {
        var packet = new ReferralPacket
        {
            ReferralId = ReferralId,
            CaseId = CaseId,
            Patient = Samples.People.Patient with { Id = PatientId },
            Coverage = Samples.People.Coverage,
            Requester = Samples.People.Requester,
            Services = [Service],
            Diagnoses = [],
            Documents = [],
            Priority = "routine",
        };
        return TheService.TellAsync(
            "intake",
            CaseId,
            new ReferralAccepted
            {
                CaseId = CaseId,
                ReferralId = ReferralId,
                TrackingId = "RABCDEFGHIJKL",
                PartnerId = "northside",
                PatientId = PatientId,
                PayerId = Samples.Payer,
                ReferrerNpi = "1245319599",
                Services = [Service],
                Diagnoses = [],
                Priority = "routine",
                PacketHash = TheService.Serve(packet),
                AcceptedAt = Samples.Noon,
            },
            cancel);
    }

    public Task ApproveAsync(CancellationToken cancel) => TheService.TellAsync(
        "authorization",
        CaseId,
        new AuthorizationApproved
        {
            CaseId = CaseId,
            AuthorizationId = Guid.CreateVersion7(),
            PatientId = PatientId,
            PayerId = Samples.Payer,
            Items = [new ApprovedItem { Sequence = 1, Action = "A1", System = "X12-1365", Code = "3", Units = 1, CertificationNumber = "AU1", From = Day.AddDays(-1), To = Day.AddDays(90) }],
            DecidedAt = Samples.Noon,
        },
        cancel);

    public Task AttendAsync(CancellationToken cancel) => TheService.TellAsync(
        "scheduling",
        CaseId,
        new VisitAttended
        {
            CaseId = CaseId,
            AppointmentId = Guid.CreateVersion7(),
            PatientId = PatientId,
            EncounterId = "ENC1",
            PractitionerNpi = Samples.Npi,
            PlaceOfService = "11",
            ServiceDate = Day,
            AttendedAt = Samples.Noon,
        },
        cancel);

    /// <summary>The coder's item, once it is in the queue.</summary>
    public async Task<JsonElement> QueuedAsync(CancellationToken cancel)
    {
        JsonElement? item = null;
        await Eventually.TrueAsync(async () => (item = await ItemAsync("coder", cancel)) is not null, cancel);
        return item.GetValueOrDefault();
    }

    public async Task<JsonElement?> ItemAsync(string role, CancellationToken cancel)
    {
        var queue = await TheService.Process.SendAsync(HttpMethod.Get, $"/work-items?caseId={CaseId}", TheService.Issuer.Staff(role), cancel);
        var items = queue.Json.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("role").GetString() == role && !i.TryGetProperty("resolvedAt", out _)).ToList();
        return items is [var only, ..] ? only : null;
    }

    public Task<ServiceAnswer> EncounterAsync(CancellationToken cancel) => TheService.Process.SendAsync(HttpMethod.Get, $"/encounters/{EncounterId}", TheService.Issuer.Staff("coder"), cancel);

    public Task<ServiceAnswer> ClaimAsync(CancellationToken cancel) => TheService.Process.SendAsync(HttpMethod.Get, $"/claims/{ClaimId}", TheService.Issuer.Staff("biller"), cancel);

    public async Task<ServiceAnswer> CodeAsync(JsonElement coding, string? etag, CancellationToken cancel, string role = "coder")
    {
        using var body = System.Net.Http.Json.JsonContent.Create(coding);
        return await TheService.Process.SendAsync(HttpMethod.Put, $"/encounters/{EncounterId}/coding", TheService.Issuer.Staff(role), cancel, body, h =>
        {
            if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
        });
    }

    /// <summary>From the messages to the submitted claim.</summary>
    public async Task<JsonElement> BillAsync(CancellationToken cancel)
    {
        await ReferAsync(cancel);
        await ApproveAsync(cancel);
        await AttendAsync(cancel);
        await QueuedAsync(cancel);
        var encounter = await EncounterAsync(cancel);
        var coded = await CodeAsync(encounter.Json.GetProperty("proposedCoding"), encounter.Headers["ETag"], cancel);
        Assert.That(coded.Status, Is.EqualTo(204), coded.Body);
        return await ClaimInAsync("submitted", cancel);
    }

    /// <summary>The claim, once it stands so.</summary>
    public async Task<JsonElement> ClaimInAsync(string state, CancellationToken cancel)
    {
        var claim = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                var answer = await ClaimAsync(cancel);
                if (answer.Status != 200) return false;
                claim = answer.Json;
                return claim.GetProperty("state").GetString() == state;
            },
            cancel);
        return claim;
    }

    /// <summary>What an 835 says of the claim, as reconciliation tells it.</summary>
    public Task AdjudicateAsync(string status, string paid, string group, string reason, string amount, string[] remarks, CancellationToken cancel, string number = "ICN1") => TheService.TellAsync(
        "reconciliation",
        CaseId,
        new Contracts.Reconciliation.V1.ClaimAdjudicated
        {
            CaseId = CaseId,
            ClaimId = ClaimId,
            RemittanceId = Guid.CreateVersion7(),
            Status = status,
            PayerControlNumber = number,
            Charged = "250.00",
            Paid = paid,
            PatientResponsibility = "0.00",
            Adjustments = [new Contracts.Reconciliation.V1.ClaimAdjustment { Line = 1, Group = group, Reason = reason, Remarks = remarks, Amount = amount }],
            PaidOn = Day,
            ReceivedAt = Samples.Noon,
        },
        cancel,
        ++adjudications);

    /// <summary>The first payer forwarded nothing, as reconciliation tells it.</summary>
    public Task DueNextAsync(string payerId, CancellationToken cancel) => TheService.TellAsync(
        "reconciliation",
        CaseId,
        new Contracts.Reconciliation.V1.SecondaryDue { CaseId = CaseId, ClaimId = ClaimId, RemittanceId = Guid.CreateVersion7(), PayerId = payerId, Amount = "20.00", DueSince = Samples.Noon },
        cancel,
        ++adjudications);

    public async Task<JsonElement> AcceptedAsync(CancellationToken cancel)
    {
        var claim = await BillAsync(cancel);
        await TheService.AcknowledgeAsync(Claims.Files.Claim277(claim.GetProperty("patientControlNumber").GetString() ?? "", BatchOf(claim), "A2", "WQ"), cancel);
        return await ClaimInAsync("payer-accepted", cancel);
    }

    public static string BatchOf(JsonElement claim) => claim.GetProperty("submissions").EnumerateArray().Last().GetProperty("submission").GetProperty("batchId").GetString() ?? "";

    /// <summary>The one denial of the claim, once it stands so.</summary>
    public async Task<ServiceAnswer> DenialInAsync(string state, CancellationToken cancel)
    {
        ServiceAnswer? found = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var listed = await TheService.Process.SendAsync(HttpMethod.Get, $"/denials?claimId={ClaimId}", TheService.Issuer.Staff("biller"), cancel);
                var items = listed.Json.GetProperty("items");
                if (items.GetArrayLength() == 0 || items[items.GetArrayLength() - 1].GetProperty("state").GetString() != state) return false;
                found = await TheService.Process.SendAsync(HttpMethod.Get, $"/denials/{items[items.GetArrayLength() - 1].GetProperty("denialId").GetGuid()}", TheService.Issuer.Staff("biller"), cancel);
                return true;
            },
            cancel);
        return found ?? throw new InvalidOperationException("No denial.");
    }

    public static Task<ServiceAnswer> PutAsync(string path, string role, object? body, string? etag, CancellationToken cancel, string? user = null) =>
        TheService.Process.SendAsync(
            HttpMethod.Put, path, TheService.Person(user ?? $"{role}-1", role), cancel, body is null ? null : System.Net.Http.Json.JsonContent.Create(body), h =>
            {
                if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
            });

    private int adjudications;

    private static RequestedService Service => new() { Sequence = 1, System = "X12-1365", Code = "3", Units = 1 };
}
