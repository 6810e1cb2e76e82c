using System.Buffers;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class ViewingMessages
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(-5));

    [Test]
    public void A_referral_says_who_refers_to_whom_and_why()
    {
        var referral = ReferralMessage.Of(Sample.Read(Sample.Referral));
        Assert.That(referral, Is.Not.Null);
        if (referral is null) return;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(referral.Action, Is.EqualTo(ReferralAction.Requested));
            Assert.That(referral.IsAnswer, Is.False);
            Assert.That(referral.Referral?.Status, Is.EqualTo(new Cwe("P", "Pending", "HL70283")));
            Assert.That(referral.Referral?.Priority?.Code, Is.EqualTo("S"));
            Assert.That(referral.Referral?.OriginatingId, Is.EqualTo(new Ei("R-2201", "CLINIC")));
            Assert.That(referral.Referral?.ExternalIds.Single(), Is.EqualTo(new Ei("X-77", "HUB")));
            Assert.That(referral.Referral?.Expires?.Date, Is.EqualTo(new DateOnly(2026, 6, 1)));
            Assert.That(referral.Referral?.Reasons.Single().Text, Is.EqualTo("Second opinion"));
            Assert.That(referral.ReferringProvider?.Names.Single().Family, Is.EqualTo("Adeyemi"));
            Assert.That(referral.ReferringProvider?.Identifiers.Single(), Is.EqualTo(new Pln("1730002222", "NPI")));
            Assert.That(referral.ReferringProvider?.Numbers.Single().Number, Is.EqualTo("1-270-5550100"));
            Assert.That(referral.ReferredToProvider?.Identifiers.Single().Id, Is.EqualTo("1730003333"));
            Assert.That(referral.Patient?.Identifiers.Single(), Is.EqualTo(new Cx("MRN-2", new Hd("CLINIC"), "MR")));
            Assert.That(referral.Patient?.Names.Single(), Is.EqualTo(new Xpn("Quill", "Tom")));
            Assert.That(referral.Patient?.Born?.Date, Is.EqualTo(new DateOnly(1980, 1, 1)));
            Assert.That(referral.Diagnoses.Select(d => d.Code?.Code), Is.EqualTo(["K63.3", "R10.9"]));
            Assert.That(referral.Procedures.Single().Procedure.Code?.Code, Is.EqualTo("45380"));
            Assert.That(referral.Coverages.Single().InsuredIds.Single().Id, Is.EqualTo("MEM-1"));
            Assert.That(referral.Coverages.Single().Relationship?.Code, Is.EqualTo("SEL"));
            Assert.That(referral.Guarantors.Single().Names.Single().Given, Is.EqualTo("Tom"));
            Assert.That(referral.Observations.Single().Notes.Single().Text, Is.EqualTo("drawn fasting"));
            Assert.That(referral.Observations.Single().Results.Single().Segment.Text, Is.EqualTo("Positive"));
            Assert.That(referral.Notes.Single().Text, Is.EqualTo("please call the patient first"));
        }
    }

    [Test]
    public void An_authorization_belongs_to_the_procedure_it_follows()
    {
        var referral = ReferralMessage.Of(Sample.Read(Sample.Referral));
        var authorization = referral?.Procedures.Single().Authorizations.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(referral?.Authorizations, Is.Empty);
            Assert.That(authorization?.AuthorizationId, Is.EqualTo(new Ei("AUTH-3", "PAY01")));
            Assert.That(authorization?.ReimbursementLimit, Is.EqualTo(new Cp(1500m, "USD", "TP")));
            Assert.That(authorization?.RequestedTreatments, Is.EqualTo(3m));
            Assert.That(authorization?.AuthorizedTreatments, Is.EqualTo(2m));
        }
    }

    [TestCase("I12", ReferralAction.Requested)]
    [TestCase("I13", ReferralAction.Modified)]
    [TestCase("I14", ReferralAction.Cancelled)]
    [TestCase("I15", ReferralAction.StatusAsked)]
    public void A_referrals_event_is_its_action(string trigger, ReferralAction action) =>
        Assert.That(ReferralMessage.Of(Sample.Read(Sample.Referral.Replace("I12^", trigger + "^", StringComparison.Ordinal)))?.Action, Is.EqualTo(action));

    [Test]
    public void An_answer_to_a_referral_says_which_message_it_answers()
    {
        var answer = ReferralMessage.Of(Sample.Read("""
            MSH|^~\&|HUB|SYSTEM|CLINIC|ELM|20260303||RRI^I12^RRI_I12|RRI-1|P|2.5.1
            MSA|AA|REF-1
            RF1|A^Accepted^HL70283|||||R-2201^CLINIC
            PRD|RT|Brandt^Mara
            PID|1||MRN-2||Quill^Tom
            """));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer?.IsAnswer, Is.True);
            Assert.That(answer?.Acknowledged?.ControlId, Is.EqualTo("REF-1"));
            Assert.That(answer?.Referral?.Status?.Code, Is.EqualTo("A"));
        }
    }

    [Test]
    public void An_appointment_says_when_where_with_whom_and_what()
    {
        var appointment = AppointmentMessage.Of(Sample.Read(Sample.Appointment));
        Assert.That(appointment, Is.Not.Null);
        if (appointment is null) return;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(appointment.Action, Is.EqualTo(AppointmentAction.Booked));
            Assert.That(appointment.Appointment?.FillerAppointment?.Id, Is.EqualTo("FA-1"));
            Assert.That(appointment.Appointment?.PlacerOrders.Single().Id, Is.EqualTo("PO-1"));
            Assert.That(appointment.Appointment?.Duration, Is.EqualTo(50m));
            Assert.That(appointment.Appointment?.Status?.Code, Is.EqualTo("BOOKED"));
            Assert.That(appointment.Start?.Instant, Is.EqualTo(new DateTimeOffset(2026, 3, 10, 9, 30, 0, TimeSpan.FromHours(-4))));
            Assert.That(appointment.Notes.Single().Text, Is.EqualTo("bowel preparation the day before"));
            Assert.That(appointment.Services.Single().Segment.Service?.Code, Is.EqualTo("45380"));
            Assert.That(appointment.Services.Single().Notes.Single().Text, Is.EqualTo("light meals only"));
            Assert.That(appointment.Equipment.Single().Segment.Resource?.Code, Is.EqualTo("SCOPE-4"));
            Assert.That(appointment.Locations.Single().Segment.Locations.Single(), Is.EqualTo(new Pl("ENDO", "ROOM-2", null, new Hd("NORTH"))));
            Assert.That(appointment.People.Single().Segment.People.Single().Family, Is.EqualTo("Brandt"));
            Assert.That(appointment.People.Single().Segment.Role?.Code, Is.EqualTo("GI"));
        }
    }

    [Test]
    public void An_appointments_start_may_stand_in_any_of_its_places([Values("SCH|1|2|||||||||^^^20260310093000", "TQ1|1||||||20260310093000", "AIS|1||X|20260310093000", "AIL|1||R|||20260310093000")] string segment)
    {
        var appointment = AppointmentMessage.Of(Sample.Read($"MSH|^~\\&|A|B|C|D|2026||SIU^S13|1|P|2.5\nSCH|1|2\nPID|1||X\nRGS|1\n{segment}".Replace("SCH|1|2\nPID", segment[..3] == "SCH" ? "PID" : "SCH|1|2\nPID", StringComparison.Ordinal)));
        Assert.That(appointment?.Start?.Local, Is.EqualTo(new DateTime(2026, 3, 10, 9, 30, 0)));
    }

    [Test]
    public void Every_event_of_scheduling_has_its_action([Range(12, 26)] int number)
    {
        var action = AppointmentMessage.Of(Sample.Read(Sample.Appointment.Replace("S12^", $"S{number}^", StringComparison.Ordinal)))?.Action;
        Assert.That(action, number == 25 ? Is.EqualTo(AppointmentAction.Unknown) : Is.EqualTo((AppointmentAction)(number == 26 ? 14 : number - 11)));
    }

    [Test]
    public void Orders_are_cut_at_each_ORC_and_at_a_second_OBR()
    {
        var orders = OrderMessage.Of(Sample.Read(Sample.Order + """

            ORC|CA|PO-2^CLINIC
            OBR|1|PO-2^CLINIC||1^First^L
            OBR|2|PO-3^CLINIC||2^Second^L
            NTE|1||about the second
            """))?.Orders;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(orders?.Select(o => o.Placer?.Id), Is.EqualTo(["PO-1", "PO-2", "PO-3"]));
            Assert.That(orders?[0].Control?.Control, Is.EqualTo("NW"));
            Assert.That(orders?[0].Service?.Service?.Code, Is.EqualTo("45380"));
            Assert.That(orders?[0].Service?.Reasons.Single().Code, Is.EqualTo("K92.1"));
            Assert.That(orders?[0].Timings.Single().Start?.Instant?.UtcDateTime, Is.EqualTo(new DateTime(2026, 3, 10, 13, 30, 0)));
            Assert.That(orders?[0].Notes.Single().Text, Is.EqualTo("has a latex allergy"));
            Assert.That(orders?[0].Diagnoses.Single().Code?.Code, Is.EqualTo("K92.1"));
            Assert.That(orders?[0].Observations.Single().Segment.Number, Is.EqualTo(9.8m));
            Assert.That(orders?[2].Control, Is.Null);
            Assert.That(orders?[2].Notes.Single().Text, Is.EqualTo("about the second"));
        }
    }

    [TestCase("A01", PatientAction.Admitted)]
    [TestCase("A03", PatientAction.Discharged)]
    [TestCase("A04", PatientAction.Registered)]
    [TestCase("A08", PatientAction.Updated)]
    [TestCase("A11", PatientAction.AdmissionCancelled)]
    [TestCase("A13", PatientAction.DischargeCancelled)]
    [TestCase("A40", PatientAction.Merged)]
    [TestCase("A99", PatientAction.Unknown)]
    public void What_happened_to_a_patient_is_the_event(string trigger, PatientAction action) =>
        Assert.That(PatientMessage.Of(Sample.Read(Sample.Admission.Replace("A01^", trigger + "^", StringComparison.Ordinal)))?.Action, Is.EqualTo(action));

    [Test]
    public void A_patient_has_identifiers_with_authority_and_type()
    {
        var admission = PatientMessage.Of(Sample.Read(Sample.Admission));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(admission?.Patient?.Identifiers, Is.EqualTo([new Cx("MRN-1", new Hd("NORTH", "2.16.840.1.113883.19.1", "ISO"), "MR"), new Cx("SSN-1", null, "SS")]));
            Assert.That(admission?.Patient?.Addresses.Single().City, Is.EqualTo("Port Ellis"));
            Assert.That(admission?.Visit?.PatientClass, Is.EqualTo("I"));
            Assert.That(admission?.Visit?.Attending.Single(), Is.EqualTo(new Xcn("1730001111", "Okafor", "Ben", null, new Hd("NPI", "2.16.840.1.113883.4.6", "ISO"), "NPI")));
            Assert.That(admission?.Visit?.VisitNumber?.Id, Is.EqualTo("V-1"));
            Assert.That(admission?.Happened?.Recorded?.Offset, Is.EqualTo(TimeSpan.FromHours(-5)));
        }
    }

    [Test]
    public void A_merge_says_what_is_merged_away()
    {
        var merge = PatientMessage.Of(Sample.Read("""
            MSH|^~\&|REG|NORTH|HUB|SYSTEM|20260302||ADT^A40^ADT_A39|ADT-2|P|2.5.1
            EVN|A40|20260302
            PID|1||MRN-1^^^NORTH^MR||Marlow^Ida
            MRG|MRN-9^^^NORTH^MR||||||Marlowe^Ida
            """));
        Assert.That(merge?.Merges.Single().PriorIdentifiers.Single().Id, Is.EqualTo("MRN-9"));
    }

    [Test]
    public void A_document_has_its_text_and_where_it_belongs()
    {
        var document = DocumentMessage.Of(Sample.Read(Sample.Document));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(document?.Document?.DocumentNumber, Is.EqualTo(new Ei("DOC-1", "DOCS")));
            Assert.That(document?.Document?.Completion, Is.EqualTo("AU"));
            Assert.That(document?.Document?.PlacerOrders.Single().Id, Is.EqualTo("PO-1"));
            Assert.That(document?.Content.Single().Text, Is.EqualTo("No polyps were seen\nBiopsies taken & sent"));
        }
    }

    [Test]
    public void A_charge_has_its_exact_amount_codes_and_account()
    {
        var charges = ChargeMessage.Of(Sample.Read(Sample.Charges));
        var charge = charges?.Charges.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(charge?.Amount, Is.EqualTo(1234.50m));
            Assert.That(charge?.Transaction.UnitAmount, Is.EqualTo(new Cp(1234.50m, "USD", "UP")));
            Assert.That(charge?.Transaction.ServiceDate?.Date, Is.EqualTo(new DateOnly(2026, 3, 10)));
            Assert.That(charge?.Transaction.Type, Is.EqualTo("CG"));
            Assert.That(charge?.Transaction.Procedure?.Code, Is.EqualTo("45380"));
            Assert.That(charge?.Transaction.Modifiers.Select(m => m.Code), Is.EqualTo(["59", "GC"]));
            Assert.That(charges?.Patient?.Account?.Id, Is.EqualTo("ACC-1"));
        }
    }

    [TestCase("|2|10.05|", 20.10)]
    [TestCase("|2||", null)]
    [TestCase("||10.05|", 10.05)]
    [TestCase("|79228162514264337593543950335|10|", null)]
    public void A_charge_without_an_extended_amount_is_quantity_times_unit(string quantityAndUnit, double? expected)
    {
        var parts = quantityAndUnit.Split('|');
        var charge = ChargeMessage.Of(Sample.Read($"MSH|^~\\&|A|B|C|D|2026||DFT^P03|1|P|2.5\nFT1|1|||20260310||CG|X|||{parts[1]}||{parts[2]}"))?.Charges.Single();
        Assert.That(charge?.Amount, Is.EqualTo((decimal?)expected));
    }

    [Test]
    public void Our_appointment_comes_back_as_it_was_meant()
    {
        var notice = Notice();
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        notice.Write(writer, Header());
        var findings = new Hl7Findings();
        var message = Hl7Message.Read(output.WrittenMemory, findings);
        Assert.That((writer.Refusal, message is null), Is.EqualTo(((Hl7Refusal?)null, false)));
        if (message is null) return;
        Hl7Rules.Check(message, findings);
        var read = AppointmentMessage.Of(message);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Kept, Is.Empty);
            Assert.That(message.Header.Structure, Is.EqualTo("SIU_S12"));
            Assert.That(read?.Action, Is.EqualTo(AppointmentAction.Rescheduled));
            Assert.That(read?.Start?.Instant, Is.EqualTo(Noon));
            Assert.That(read?.Appointment?.Status, Is.EqualTo(notice.Status));
            Assert.That(read?.Patient?.Identifiers, Is.EqualTo(notice.PatientIds));
            Assert.That(read?.Patient?.Names.Single(), Is.EqualTo(notice.PatientName));
            Assert.That(read?.Services.Single().Segment.Service, Is.EqualTo(notice.Services[0]));
            Assert.That(read?.Locations.Single().Segment.Locations.Single(), Is.EqualTo(notice.Locations[0]));
            Assert.That(read?.People.Single().Segment.People.Single(), Is.EqualTo(notice.People[0]));
            Assert.That(read?.Notes.Single().Text, Is.EqualTo(notice.Note));
        }
    }

    [Test]
    public void An_appointment_that_says_too_little_is_not_written()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Refusal(Notice() with { Action = AppointmentAction.SlotOpened }), Is.EqualTo((Hl7RefusalCode.NotAllowed, "MSH")));
            Assert.That(Refusal(Notice() with { Minutes = 0 }), Is.EqualTo((Hl7RefusalCode.NotAllowed, "SCH")));
            Assert.That(Refusal(Notice() with { PatientIds = [] }), Is.EqualTo((Hl7RefusalCode.FieldMissing, "PID")));
        }
    }

    private static (Hl7RefusalCode?, string?) Refusal(AppointmentNotice notice)
    {
        var writer = new Hl7Writer(new ArrayBufferWriter<byte>());
        notice.Write(writer, Header());
        return (writer.Refusal?.Code, writer.Refusal?.SegmentId);
    }

    private static MessageHeader Header() => new(new Hd("HUB"), new Hd("SYSTEM"), new Hd("EHR"), null, Noon, "SIU", null, null, "OUT-1");

    private static AppointmentNotice Notice() => new()
    {
        Action = AppointmentAction.Rescheduled, PlacerAppointment = new Ei("PA-1", "CLINIC"), FillerAppointment = new Ei("FA-1", "HUB"), EventReason = new Cwe("PATIENT", "Patient asked"),
        Start = Noon, Minutes = 45, Contact = new Xcn("U-1", "Hale", "Una"), Status = new Cwe("BOOKED", "Booked", "HL70278"),
        PatientIds = [new Cx("MRN-2", new Hd("CLINIC", "1.2.3", "ISO"), "MR"), new Cx("E-9", null, "PI")], PatientName = new Xpn("O'Quill & Søn", "Tom|as"), PatientBorn = new DateOnly(1980, 1, 1), PatientSex = "M",
        Services = [new Cwe("45380", "Colonoscopy ^ biopsy", "C4")], Locations = [new Pl("ENDO", "2", null, new Hd("NORTH"))], People = [new Xcn("1730003333", "Brandt", "Mara", null, new Hd("NPI"), "NPI")],
        Note = "first line\nsecond | line",
    };
}
