namespace Healthcare.Fhir;

/// <summary>Urls of Da Vinci PAS 2.2.1.</summary>
public static class PasUrls
{
    internal const string Definitions = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/";

    public const string RequestBundle = Definitions + "profile-pas-request-bundle";
    public const string ResponseBundle = Definitions + "profile-pas-response-bundle";
    public const string InquiryRequestBundle = Definitions + "profile-pas-inquiry-request-bundle";
    public const string InquiryResponseBundle = Definitions + "profile-pas-inquiry-response-bundle";
    public const string Claim = Definitions + "profile-claim";
    public const string ClaimUpdate = Definitions + "profile-claim-update";
    public const string ClaimInquiry = Definitions + "profile-claim-inquiry";
    public const string ClaimResponse = Definitions + "profile-claimresponse";
    public const string Subscriber = Definitions + "profile-subscriber";
    public const string Beneficiary = Definitions + "profile-beneficiary";
    public const string Coverage = Definitions + "profile-coverage";
    public const string Insurer = Definitions + "profile-insurer";
    public const string Requestor = Definitions + "profile-requestor";
    public const string Practitioner = Definitions + "profile-practitioner";
    public const string PractitionerRole = Definitions + "profile-practitionerrole";
    public const string ServiceRequest = Definitions + "profile-servicerequest";
    public const string DocumentReference = Definitions + "profile-documentreference";
    public const string Subscription = Definitions + "profile-subscription";

    public const string LevelOfServiceCode = Definitions + "extension-levelOfServiceCode";
    public const string CareTeamClaimScope = Definitions + "extension-careTeamClaimScope";
    public const string DocumentInformation = Definitions + "extension-documentInformation";
    public const string ServiceItemRequestType = Definitions + "extension-serviceItemRequestType";
    public const string CertificationType = Definitions + "extension-certificationType";
    public const string ItemTraceNumber = Definitions + "extension-itemTraceNumber";
    public const string RequestedService = Definitions + "extension-requestedService";
    public const string AuthorizationNumber = Definitions + "extension-authorizationNumber";
    public const string AdministrationReferenceNumber = Definitions + "extension-administrationReferenceNumber";
    public const string ReviewAction = Definitions + "extension-reviewAction";
    public const string ReviewActionCode = Definitions + "extension-reviewActionCode";
    public const string ItemPreAuthPeriod = Definitions + "extension-itemPreAuthPeriod";
    public const string ItemPreAuthIssueDate = Definitions + "extension-itemPreAuthIssueDate";
    public const string ItemAuthorizedDetail = Definitions + "extension-itemAuthorizedDetail";
    public const string InfoChanged = Definitions + "extension-infoChanged";
    public const string InfoCancelled = Definitions + "modifierextension-infoCancelled";
    public const string ErrorElement = Definitions + "extension-errorElement";
    public const string ErrorPath = Definitions + "extension-errorPath";
    public const string ErrorFollowUp = Definitions + "extension-errorFollowupAction";

    public const string SupportingInfoCategory = "http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes";
    public const string Topic = "http://hl7.org/fhir/us/davinci-pas/SubscriptionTopic/PASSubscriptionTopic";

    public const string NotificationStatus = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";
    public const string Notification = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-notification-r4";
    public const string FilterCriteria = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria";
    public const string PayloadContent = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content";
}
