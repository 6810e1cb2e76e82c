using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Contracts.Intake.V1;
using Healthcare.X12;

namespace Healthcare.Authorization.Packets;

/// <summary>The people and organizations of a packet, as X12 names them.</summary>
internal static class X12Parties
{
    public static Party Patient(PacketPatient patient) => Person(patient.Given, patient.Family, patient.BirthDate, patient.Gender, patient.Address);

    /// <summary>The policy holder; null where it is the patient, or nobody named one.</summary>
    public static Party? Holder(PacketCoverage coverage) =>
        coverage is { Relationship: not "self", Subscriber: { } s } ? Person(s.Given, s.Family, s.BirthDate, s.Gender, s.Address) : null;

    public static Party Provider(PacketRequester requester, AuthorizationOptions.OrganizationOptions us)
    {
        if ((us.Npi ?? requester.OrganizationNpi) is { } npi)
            return new Party { EntityCode = "1P", Name = Codes.X12Text(us.Name ?? requester.OrganizationName ?? "PROVIDER"), IdQualifier = "XX", Id = npi };
        return new Party
        {
            EntityCode = "1P",
            IsPerson = true,
            Name = Codes.X12Text(requester.Family ?? "PROVIDER"),
            FirstName = requester.Given is [var first, ..] ? Codes.X12Text(first) : null,
            IdQualifier = "XX",
            Id = requester.Npi,
        };
    }

    private static Party Person(IReadOnlyList<string> given, string family, DateOnly? born, string? gender, PacketAddress? address) => new()
    {
        EntityCode = "IL",
        IsPerson = true,
        Name = Codes.X12Text(family),
        FirstName = given is [var first, ..] ? Codes.X12Text(first) : null,
        MiddleName = given is [_, var middle, ..] ? Codes.X12Text(middle) : null,
        BirthDate = born,
        Gender = gender switch
        {
            "male" => "M",
            "female" => "F",
            _ => "U",
        },
        Address = address is { Lines: [var line, ..] }
            ? new PostalAddress(
                Codes.X12Text(line), address.Lines is [_, var second, ..] ? Codes.X12Text(second) : null, Text(address.City), Text(address.State), address.PostalCode?.Replace("-", "", StringComparison.Ordinal))
            : null,
    };

    private static string? Text(string? value) => value is null ? null : Codes.X12Text(value);
}

/// <summary>Control numbers of interchanges that are answered on the same connection.</summary>
internal static class X12Numbers
{
    /// <summary>ISA13 and GS06 only have to differ, because the answer carries the trace; they follow from it.</summary>
    public static int Of(string trace) => (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(trace))) % 999_999_998) + 1;
}
