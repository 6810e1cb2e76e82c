using Healthcare.Authorization.Payers;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Fhir;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>One way to ask a payer: writes a request, or a change of one, from the same facts.</summary>
internal interface IAuthorizationTransport
{
    /// <summary>As payers are listed with, such as <c>pas</c>.</summary>
    string Name { get; }

    WrittenRequest Write(AuthorizationAsk ask);
}

/// <summary>What is asked, with everything that a transport may put into it.</summary>
internal sealed record AuthorizationAsk(Guid AuthorizationId, Dossier File, ReferralPacket Packet, IReadOnlyList<DocumentFacts> Documents, DateTimeOffset At)
{
    /// <summary>Set when it changes what the payer has.</summary>
    public ChangeAsk? Change { get; init; }

    public string Id => AuthorizationId.ToString("N");
}

/// <summary>A change: which, why, and what the payer has.</summary>
internal sealed record ChangeAsk(int Number, string Purpose, IReadOnlyList<RequestedItem> Items, IReadOnlyList<PriorAuthorization.Item> Known)
{
    /// <summary>The request as it was sent first.</summary>
    public ReadOnlyMemory<byte> First { get; init; }

    /// <summary>Items as the change has them: those that stay, those that are new or other, and those that are withdrawn.</summary>
    public IEnumerable<(RequestedItem Item, ItemChange Change)> Lines()
    {
        foreach (var item in Items)
        {
            var known = Known.FirstOrDefault(k => k.Requested.Sequence == item.Sequence)?.Requested;
            yield return (item, Purpose == Purposes.Cancellation ? ItemChange.Withdrawn : known is null ? ItemChange.Added : known == item ? ItemChange.None : ItemChange.Changed);
        }

        foreach (var gone in Known.Where(k => Items.All(i => i.Sequence != k.Requested.Sequence))) yield return (gone.Requested, ItemChange.Withdrawn);
    }
}

/// <summary>How a line of a change differs from what the payer has.</summary>
internal enum ItemChange
{
    None,
    Added,
    Changed,
    Withdrawn,
}

/// <summary>A written request, or the codes of what it lacks or breaks.</summary>
internal sealed record WrittenRequest(ReadOnlyMemory<byte> Bytes, string BundleId, string TraceNo, IReadOnlyList<string> Problems);

/// <summary>Transports as messages to partners.</summary>
internal static class AuthorizationTransport
{
    public static string KindOf(string? transport) => transport == Transports.X12 ? X12ReviewAnswers.Name : PasSubmissions.Name;

    public static string MediaTypeOf(string? transport) => transport == Transports.X12 ? "application/edi-x12" : PasTransport.FhirMediaType;

    /// <summary>The identifier of what is sent: stable for resends, another one for each change and each package.</summary>
    public static string BundleIdOf(AuthorizationAsk ask) => ask switch
    {
        { Change: { } change } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ask.Id}-u{change.Number}"),
        { File.Packages: > 0 and var packages } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ask.Id}-p{packages + 1}"),
        _ => ask.Id,
    };
}
