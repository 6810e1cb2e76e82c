using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

/// <summary>Messages of our own, one segment a line here and one a carriage return on the wire.</summary>
internal static class Sample
{
    internal const string Admission = """
        MSH|^~\&|REG|NORTH|HUB|SYSTEM|20260302081500-0500||ADT^A01^ADT_A01|ADT-1|P|2.5.1
        EVN|A01|20260302081500-0500
        PID|1||MRN-1^^^NORTH&2.16.840.1.113883.19.1&ISO^MR~SSN-1^^^^SS||Marlow^Ida^J||19610615|F|||1 Pier Road^^Port Ellis^KY^42010
        PV1|1|I|4W^401^A^NORTH||||1730001111^Okafor^Ben^^^^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI||||||||||||V-1^^^NORTH^VN
        ZRF|local|meaning
        """;

    internal const string Referral = """
        MSH|^~\&|CLINIC|ELM STREET|HUB|SYSTEM|20260302101500-0500||REF^I12^REF_I12|REF-1|P|2.5.1
        RF1|P^Pending^HL70283|S^Stat^HL70280|MED^Medical^HL70281|WR^Send written report^HL70282|A^Ambulatory^HL70284|R-2201^CLINIC|20260302|20260601|20260302|S^Second opinion^HL70336|X-77^HUB
        PRD|RP^Referring provider^HL70286|Adeyemi^Sola^^^DR|9 Elm Street^^Port Ellis^KY^42010||^WPN^PH^^1^270^5550100||1730002222^NPI
        PRD|RT^Referred to provider^HL70286|Brandt^Mara^^^DR|||||1730003333^NPI
        PID|1||MRN-2^^^CLINIC^MR||Quill^Tom||19800101|M
        GT1|1||Quill^Tom||1 High Street^^Port Ellis^KY^42010
        IN1|1|HMO^Health maintenance^L|PAY01^^^NAIC|Blue Harbor|||GRP-9|||||20260101|20261231|AUTH-3||Quill^Tom|SEL^Self^HL70063|19800101||||1||||||||||||||POL-1|||||||||||||MEM-1^^^PAY01^MB
        DG1|1||K63.3^Ulcer of intestine^I10||20260301|W
        DG1|2||R10.9^Abdominal pain^I10||20260301|W
        PR1|1||45380^Colonoscopy with biopsy^C4||20260310
        AUT|HMO^Health maintenance^L|PAY01^Blue Harbor^NAIC|Blue Harbor|20260302|20260601|AUTH-3^PAY01|1500&USD^TP|3|2|20260302
        OBR|1|||22310-7^Helicobacter antibody^LN|||202602201200-0500|||||||||||||||||F
        NTE|1||drawn fasting
        OBX|1|ST|22310-7^Helicobacter antibody^LN||Positive||Negative|A|||F|||202602201200-0500
        PV1|1|O
        NTE|1||please call the patient first
        """;

    internal const string Appointment = """
        MSH|^~\&|SCHED|NORTH|HUB|SYSTEM|20260302111500-0500||SIU^S12^SIU_S12|SIU-1|P|2.5.1
        SCH|PA-1^CLINIC|FA-1^SCHED|||S1^Endoscopy^L|ROUTINE^Routine^HL70276|CHECKUP^Checkup^HL70276|NORMAL^Normal^HL70277|50|min^minutes^UCUM|^^50^20260310093000-0400^20260310102000-0400|||||1730004444^Hale^Una||||1730004444^Hale^Una|||||BOOKED^Booked^HL70278|PO-1^CLINIC
        NTE|1||bowel preparation the day before
        PID|1||MRN-2^^^CLINIC^MR||Quill^Tom||19800101|M
        PV1|1|O
        DG1|1||K63.3^Ulcer of intestine^I10||20260301|W
        RGS|1|A
        AIS|1|A|45380^Colonoscopy with biopsy^C4|20260310093000-0400|||50|min^minutes^UCUM||BOOKED^Booked^HL70278
        NTE|1||light meals only
        AIG|1|A|SCOPE-4^Video colonoscope^L|EQ^Equipment^L||||20260310093000-0400|||50|min
        AIL|1|A|ENDO^ROOM-2^^NORTH|C^Clinic^HL70305||20260310093000-0400|||50|min
        AIP|1|A|1730003333^Brandt^Mara|GI^Gastroenterologist^L||20260310093000-0400|||50|min
        """;

    internal const string Charges = """
        MSH|^~\&|BILL|NORTH|HUB|SYSTEM|20260310150000-0400||DFT^P03^DFT_P03|DFT-1|P|2.5.1
        EVN|P03|20260310150000-0400
        PID|1||MRN-2^^^CLINIC^MR||Quill^Tom||19800101|M||||||||||ACC-1^^^NORTH^AN
        PV1|1|O|||||||||||||||||V-2^^^NORTH^VN
        FT1|1|TX-1|B-1|20260310|20260310|CG^Charge^HL70017|0750^Endoscopy^L|||1|1234.50&USD^TP|1234.50&USD^UP||HMO||||O|K63.3^Ulcer of intestine^I10|1730003333^Brandt^Mara|||PO-1||45380^Colonoscopy with biopsy^C4|59^Distinct^C4~GC^Teaching^C4
        DG1|1||K63.3^Ulcer of intestine^I10||20260310|F
        IN1|1|HMO^Health maintenance^L|PAY01^^^NAIC|Blue Harbor
        """;

    internal const string Order = """
        MSH|^~\&|CPOE|NORTH|HUB|SYSTEM|20260302120000-0500||OMG^O19^OMG_O19|OMG-1|P|2.5.1
        PID|1||MRN-2^^^CLINIC^MR||Quill^Tom||19800101|M
        PV1|1|O
        ORC|NW|PO-1^CLINIC|||SC||||20260302120000-0500|||1730002222^Adeyemi^Sola
        TQ1|1||||||20260310093000-0400||R^Routine^HL70485
        OBR|1|PO-1^CLINIC||45380^Colonoscopy with biopsy^C4|||||||||bleeding since February|||1730002222^Adeyemi^Sola|||||||||||||||K92.1^Melena^I10
        NTE|1||has a latex allergy
        DG1|1||K92.1^Melena^I10||20260301|W
        OBX|1|NM|718-7^Hemoglobin^LN||9.8|g/dL|12-16|L|||F
        """;

    internal const string Document = """
        MSH|^~\&|DOCS|NORTH|HUB|SYSTEM|20260311080000-0400||MDM^T02^MDM_T02|MDM-1|P|2.5.1
        EVN|T02|20260311080000-0400
        PID|1||MRN-2^^^CLINIC^MR||Quill^Tom||19800101|M
        PV1|1|O
        TXA|1|OP^Operative note^HL70270|TX|202603101500-0400||202603101500-0400|||1730003333^Brandt^Mara|||DOC-1^DOCS||PO-1^CLINIC||note.txt|AU
        OBX|1|TX|11504-8^Operative note^LN||No polyps were seen\.br\Biopsies taken & sent||||||F
        """;

    /// <summary>The bytes on the wire: CR after each segment, CRLF as the file has it gone.</summary>
    internal static byte[] Bytes(string message) => Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r") + "\r");

    internal static Hl7Message Read(string message) => Read(message, new Hl7Findings());

    internal static Hl7Message Read(string message, Hl7Findings findings) =>
        Hl7Message.Read(Bytes(message), findings) ?? throw new InvalidOperationException("The sample holds no message.");

    internal static List<Hl7Part> Parts(ReadOnlyMemory<byte> bytes, Hl7Findings findings)
    {
        using var reader = new Hl7Reader(bytes, findings);
        List<Hl7Part> parts = [];
        while (reader.Read()) parts.Add(reader.Part);
        return parts;
    }

    internal static IEnumerable<string> Codes(Hl7Findings findings) => findings.Kept.Select(f => f.Code.ToString());
}
