using Healthcare.Fhir;

namespace Healthcare.Intake.Partners;

/// <summary>National Provider Identifier of a partner.</summary>
internal static class Npi
{
    public static bool IsValid(string? npi) => ProviderNumber.IsNpi(npi);
}
