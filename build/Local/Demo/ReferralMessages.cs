using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Healthcare.Local.Demo;

/// <summary>The demonstration's referrals as REF^I12 of HL7 v2: message and bundle of one run and number say the same, and are one referral.</summary>
internal static class ReferralMessages
{
    public const string Application = "NORTHSIDE_EHR";
    public const string Facility = "NORTHSIDE";

    /// <summary>The referral of <see cref="Referrals.Sample"/> as a message.</summary>
    public static byte[] Sample(string run, int number, DateTimeOffset at, string controlId, string application = Application, string facility = Facility) =>
        Message(Referrals.Sample(run, number), at, controlId, application, facility);

    /// <summary>The referral of <see cref="Referrals.Bundle"/> as a message.</summary>
    public static byte[] Message(SampleReferral sample, DateTimeOffset at, string controlId) => Message(Referrals.Bundle(sample), at, controlId, Application, Facility);

    // Segments end with CR; MSH-3 and MSH-4 are those of the partner in intake's register.
    private static byte[] Message(byte[] referral, DateTimeOffset at, string controlId, string application, string facility)
    {
        var bundle = JsonNode.Parse(referral);
        var entries = bundle?["entry"]?.AsArray().Select(e => e?["resource"]).ToList() ?? [];
        JsonNode? Of(string type) => entries.Find(r => Text(r?["resourceType"]) == type);
        var (patient, request, coverage, doctor) = (Of("Patient"), Of("ServiceRequest"), Of("Coverage"), Of("Practitioner"));
        var name = patient?["name"]?[0];
        var given = name?["given"]?.AsArray().Select(Text).ToList() ?? [];
        var address = patient?["address"]?[0];
        var notes = entries.FindAll(r => Text(r?["resourceType"]) == "DocumentReference");
        string[] segments =
        [
            $@"MSH|^~\&|{application}|{facility}|INTAKE|HEALTH|{at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}+0000||REF^I12^REF_I12|{controlId}|P|2.5.1",
            $"RF1||{PriorityOf(Text(request?["priority"]))}^^HL70280|||O^Outpatient^HL70284|{Text(bundle?["identifier"]?["value"])}^{Text(bundle?["identifier"]?["system"])}",
            $"PRD|RP^Referring provider^HL70286|{Text(doctor?["name"]?[0]?["family"])}^{Text(doctor?["name"]?[0]?["given"]?[0])}|||||{Text(doctor?["identifier"]?[0]?["value"])}^NPI",
            $"PID|1||{Text(coverage?["subscriberId"])}^^^MARYLANDCAPITAL^MB||{Text(name?["family"])}^{string.Join('^', given)}||{Text(patient?["birthDate"]).Replace("-", "", StringComparison.Ordinal)}|"
                + $"{(Text(patient?["gender"]) == "female" ? "F" : "M")}|||{Text(address?["line"]?[0])}^^{Text(address?["city"])}^{Text(address?["state"])}^{Text(address?["postalCode"])}",
            $"IN1|1|PLAN1|1234567893^^^^NPI|MARYLAND CAPITAL|||||||||||||SEL^Self^HL70063|||||||||||||||||||{Text(coverage?["subscriberId"])}",
            $"DG1|1||{Text(request?["reasonCode"]?[0]?["coding"]?[0]?["code"])}^^I10|||F",
            $"PR1|1||{Text(request?["code"]?["coding"]?[0]?["code"])}^^C4",
            .. notes.Select((note, i) => string.Create(CultureInfo.InvariantCulture, $"OBX|{i + 1}|ED|{Text(note?["type"]?["coding"]?[0]?["code"])}^^LN||^TEXT^plain^Base64^{Text(note?["content"]?[0]?["attachment"]?["data"])}||||||F")),
        ];
        return Encoding.ASCII.GetBytes(string.Join('\r', segments) + "\r");
    }

    // HL7 table 0280.
    private static string PriorityOf(string priority) => priority switch { "stat" => "S", "asap" => "A", "urgent" => "U", _ => "R" };

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
