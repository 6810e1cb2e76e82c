namespace Healthcare.Fhir;

/// <summary>Code system and identifier system urls of R4, US Core and PAS 2.2.1; X12 systems are named by their data element.</summary>
public static class FhirSystems
{
    public const string Npi = "http://hl7.org/fhir/sid/us-npi";
    public const string Naic = "urn:oid:2.16.840.1.113883.6.300";
    public const string PayerIdType = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType";
    public const string IdentifierType = "http://terminology.hl7.org/CodeSystem/v2-0203";
    public const string Loinc = "http://loinc.org";
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string Cpt = "http://www.ama-assn.org/go/cpt";
    public const string Hcpcs = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    public const string PlaceOfService = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";
    public const string SubscriberRelationship = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
    public const string ProcessPriority = "http://terminology.hl7.org/CodeSystem/processpriority";

    /// <summary>X12 1365, service type.</summary>
    public const string X12ServiceType = "https://codesystem.x12.org/005010/1365";

    /// <summary>X12 1525, request category (UM01).</summary>
    public const string X12RequestCategory = "https://codesystem.x12.org/005010/1525";

    /// <summary>X12 1322, certification type (UM02).</summary>
    public const string X12CertificationType = "https://codesystem.x12.org/005010/1322";

    /// <summary>X12 1338, level of service (UM06).</summary>
    public const string X12LevelOfService = "https://codesystem.x12.org/005010/1338";

    /// <summary>X12 306, review action (HCR01).</summary>
    public const string X12ReviewAction = "https://codesystem.x12.org/005010/306";

    /// <summary>X12 external code source 886, health care decision reasons (HCR03).</summary>
    public const string X12DecisionReason = "https://codesystem.x12.org/external/886";

    /// <summary>X12 1069, individual relationship.</summary>
    public const string X12Relationship = "https://codesystem.x12.org/005010/1069";

    /// <summary>X12 98, entity.</summary>
    public const string X12Entity = "https://codesystem.x12.org/005010/98";

    /// <summary>X12 755, report type (PWK01).</summary>
    public const string X12ReportType = "https://codesystem.x12.org/005010/755";

    /// <summary>X12 756, report transmission (PWK02).</summary>
    public const string X12ReportTransmission = "https://codesystem.x12.org/005010/756";

    /// <summary>X12 673, quantity qualifier.</summary>
    public const string X12QuantityQualifier = "https://codesystem.x12.org/005010/673";

    /// <summary>X12 901, reject reason (AAA03).</summary>
    public const string X12RejectReason = "https://codesystem.x12.org/005010/901";

    /// <summary>X12 889, follow-up action (AAA04).</summary>
    public const string X12FollowUp = "https://codesystem.x12.org/005010/889";
}
