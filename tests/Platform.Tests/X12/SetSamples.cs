using System.Text.Encodings.Web;
using System.Text.Json;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

/// <summary>One set of each kind, every name and number invented, and how each is read into views and written again.</summary>
internal sealed record SetSample(string Name, string FunctionalId, string Version, string Set, string[] Segments, Func<ReadOnlyMemory<byte>, X12Findings, IReadOnlyList<object>> Read, Action<X12Writer, object, string>? Write)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal byte[] Bytes(IEnumerable<string>? segments = null)
    {
        var body = (segments ?? Segments).ToList();
        var st03 = Set is "835" or "997" ? "" : $"*{Version}";
        return Sample.Bytes($"{Sample.Isa}\nGS*{FunctionalId}*PLAN*CLINIC*20260620*0830*7*X*{Version}~\nST*{Set}*0001{st03}~\n{string.Concat(body.Select(s => $"{s}~\n"))}SE*{body.Count + 2}*0001~\nGE*1*7~\nIEA*1*000000007~\n");
    }

    /// <summary>A view as JSON, in which any text that it holds can be found.</summary>
    internal static string Json(object view) => JsonSerializer.Serialize(view, Relaxed);

    internal static SetSample Named(string name) => All.Single(s => s.Name == name);

    internal static IReadOnlyList<SetSample> All { get; } =
    [
        Of("270", "HS", EligibilityRequest.Version, "270", EligibilityRequest.Read, (v, w, n) => v.Write(w, n),
            "BHT*0022*13*INQ-1*20260620*0830", "HL*1**20*1", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "HL*2*1*21*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984", "REF*4A*PIN1",
            "HL*3*2*22*0", "TRN*1*TRACE-1*9123456789", "NM1*IL*1*SAMPLE*PERSON*Q***MI*W1", "N3*1 ROAD*FLAT 2", "N4*DURHAM*NC*27701", "DMG*D8*19800229*F", "DTP*291*D8*20260701", "EQ*30^98"),
        Of("271", "HB", EligibilityRequest.Version, "271", EligibilityResponse.Read, (v, w, n) => v.Write(w, n),
            "BHT*0022*11*INQ-1*20260620*0831", "HL*1**20*1", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "PER*IC*HELP*TE*9195550100*UR*PLAN.EXAMPLE", "HL*2*1*21*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984",
            "HL*3*2*22*0", "TRN*2*TRACE-1*9123456789", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "REF*6P*GROUP1", "N4*DURHAM*NC*27701", "DMG*D8*19800229*F", "DTP*346*D8*20260101", "EB*1*IND*30**GOLD PLAN", "EB*C*IND*30***23*500",
            "EB*A*IND*98****.2**VS*2*N*Y*HC:99213*1:2", "DTP*292*RD8*20260101-20261231", "MSG*CALL FIRST", "LS*2120", "NM1*P3*1*DOCTOR*D****XX*1999999976", "LE*2120"),
        Of("275", "PI", AttachmentSubmission.Version, "275", AttachmentSubmission.Read, (v, w, n) => v.Write(w, n),
            "BGN*11*ATT-1*20260620", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984", "NM1*QC*1*SAMPLE*PERSON****MI*W1", "REF*EJ*CASE-1",
            "DTP*472*D8*20260601", "LX*1", "TRN*2*REQ-77", "STC*R4:18842-5::LOI", "REF*6R*L1", "DTP*097*D8*20260619", "CAT*AE*HL", "EFI*05", "BDS*ASC*11*a~b*c\n~d:^x"),
        Of("276", "HR", ClaimStatusMessage.Version, "276", ClaimStatusMessage.ReadRequests, (v, w, n) => v.Write(w, n),
            "BHT*0010*13*ASK-1*20260620*0830", "HL*1**20*1", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "HL*2*1*21*1", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1", "HL*3*2*19*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984",
            "HL*4*3*22*0", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "DMG*D8*19800229*F", "TRN*1*CASE-1", "REF*1K*ICN-1", "REF*BLT*111", "AMT*T3*200.5", "DTP*472*RD8*20260601-20260602", "SVC*HC:99213:25*150.5*0****1", "REF*FJ*L1", "DTP*472*D8*20260601"),
        Of("277", "HN", ClaimStatusMessage.Version, "277", ClaimStatusMessage.ReadAnswers, (v, w, n) => v.Write(w, n),
            "BHT*0010*08*ANS-1*20260621*0900*DG", "HL*1**20*1", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "PER*IC**TE*9195550100", "HL*2*1*21*1", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1", "HL*3*2*19*1",
            "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984", "HL*4*3*22*1", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "HL*5*4*23*0", "NM1*QC*1*SAMPLE*CHILD", "TRN*2*CASE-1", "STC*F1:65*20260621**200.5*130*20260620*ACH*20260621*TRACE-9*F1:1*P1:20*PAID IN PART",
            "REF*1K*ICN-1", "DTP*472*D8*20260601", "SVC*HC:99213*150.5*130****1", "STC*F1:65*20260621**150.5*130", "REF*FJ*L1", "DTP*472*D8*20260601"),
        Of("277RFAI", "HN", ClaimStatusMessage.InformationRequestVersion, "277", ClaimStatusMessage.ReadAnswers, (v, w, n) => v.Write(w, n),
            "BHT*0085*48*RFAI-1*20260621*0900*RQ", "HL*1**20*1", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "HL*2*1*21*1", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1", "HL*3*2*19*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984",
            "HL*4*3*PT*0", "NM1*QC*1*SAMPLE*PERSON****MI*W1", "TRN*1*REQ-77", "STC*R4:18842-5::LOI*20260621********R4:11506-3::LOI", "REF*EJ*CASE-1", "REF*1K*ICN-1", "DTP*472*D8*20260601", "DTP*106*D8*20260721", "PWK*OZ*EL***AC*CTL-1*NOTES"),
        Of("277CA", "HN", ClaimAcknowledgement277.Version, "277", ClaimAcknowledgement277.Read, (v, w, n) => v.Write(w, n),
            "BHT*0085*08*CA-1*20260620*0900*TH", "HL*1**20*1", "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "TRN*1*S1", "DTP*050*D8*20260620", "DTP*009*D8*20260620", "HL*2*1*21*1", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1", "TRN*2*BATCH-1",
            "STC*A1:19:PR*20260620*WQ*200.5", "QTY*90*1", "AMT*YU*200.5", "HL*3*2*19*1", "NM1*85*2*EXAMPLE CLINIC*****XX*1999999984", "TRN*2*0", "REF*TJ*123456789", "HL*4*3*PT*0", "NM1*QC*1*SAMPLE*PERSON****MI*W1", "TRN*2*CASE-1",
            "STC*A2:20:PR*20260620*WQ*200.5", "REF*1K*ICN-1", "REF*D9*CH-1", "DTP*472*D8*20260601", "SVC*HC:99213*150.5*****1", "STC*A2:20:PR*20260620*WQ*150.5", "REF*FJ*L1"),
        Of("278 request", "HI", ServicesReview.Version, "278", ServicesReview.Read, (v, w, n) => v.Write(w, n),
            "BHT*0007*13*PA-1*20260620*0830", "HL*1**20*1", "NM1*X3*2*EXAMPLE PLAN*****PI*PLAN1", "HL*2*1*21*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984", "REF*ZH*PIN1", "N3*1 CLINIC ROAD", "N4*DURHAM*NC*27701", "PER*IC*DESK*TE*9195550100*FX*9195550101",
            "PRV*PE*PXC*207RC0000X", "HL*3*2*22*1", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "DMG*D8*19800229*F", "HL*4*3*EV*1", "TRN*1*EVT-1*9123456789*DIV1", "UM*HS*I*3*22:B**U", "REF*NT*ADM-1", "DTP*472*RD8*20260701-20260731", "HI*ABK:I2510*ABF:E119",
            "HSD*VS*10*WK*1*34*3**A", "PWK*OZ*EL***AC*CTL-1*NOTES", "MSG*PLEASE HURRY", "NM1*SJ*1*DOCTOR*D****XX*1999999976", "PER*IC**TE*9195550102", "HL*5*4*SS*0", "TRN*1*SVC-1*9123456789", "UM*HS*I*2*11:B", "DTP*472*D8*20260702", "SV1*HC:93458:26*1500.25*UN*1",
            "HL*6*4*SS*0", "SV2*0300*HC:81099*73.42*UN*1"),
        Of("278 response", "HI", ServicesReview.Version, "278", ServicesReview.Read, (v, w, n) => v.Write(w, n),
            "BHT*0007*11*PA-1*20260620*0900*18", "HL*1**20*1", "NM1*X3*2*EXAMPLE PLAN*****PI*PLAN1", "HL*2*1*21*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984", "HL*3*2*22*1", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "HL*4*3*EV*1", "TRN*2*EVT-1*9123456789",
            "HCR*A6*AUTH-77*0F*N", "REF*BB*AUTH-77", "DTP*036*D8*20261231", "HL*5*4*SS*0", "TRN*2*SVC-1*9123456789", "AAA*Y**15*C", "HCR*A3**0V", "SV1*HC:93458*1500.25*UN*1", "MSG*NOT SHOWN NECESSARY"),
        Of("278 inquiry", "HI", ServicesReview.InquiryVersion, "278", ServicesReview.Read, (v, w, n) => v.Write(w, n),
            "BHT*0007*28*INQ-2*20260620*0830", "HL*1**20*1", "NM1*X3*2*EXAMPLE PLAN*****PI*PLAN1", "HL*2*1*21*1", "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984", "HL*3*2*22*1", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "HL*4*3*EV*0", "TRN*1*EVT-1*9123456789", "UM*HS*I", "REF*BB*AUTH-77"),
        Of("835", RemittanceWriting.FunctionalId, RemittanceWriting.Version, "835", Advices, (v, w, n) => RemittanceWriting.Write(w, n, v),
            "BPR*I*70*C*ACH*CCP*01*999999992*DA*1*1234567890*SUPP*01*999988880*DA*2*20260620", "TRN*1*TRACE-1*1234567890", "REF*EV*RECEIVER", "DTM*405*20260619", "N1*PR*EXAMPLE PLAN*XV*PLAN1", "N3*1 PLAN ROAD", "N4*DURHAM*NC*27701", "REF*2U*PLAN2",
            "PER*BL*PROVIDER SERVICES*TE*4105550100", "N1*PE*EXAMPLE CLINIC*XX*1999999984", "N4*DURHAM*NC*27702", "REF*TJ*123456789", "LX*1", "TS3*1999999984*11*20261231*1*200", "CLP*CASE-1*1*200*120*9.5*MC*PAYER-1*11*1**470",
            "CAS*OA*23*10", "NM1*QC*1*SAMPLE*PERSON****MI*W1", "NM1*82*1*DOCTOR*D****XX*1999999976", "MOA***MA01*MA02", "REF*1L*GROUP", "DTM*232*20260601", "AMT*AU*150", "SVC*HC:99213:25*100*60**1*HC:99214*2", "DTM*472*20260601", "CAS*CO*45*20*1*253*.5", "CAS*PR*1*9.5",
            "CAS*CO*59*10", "REF*6R*L1", "AMT*B6*80", "LQ*HE*N130", "SVC*NU:0300*100*70**2", "CAS*CO*45*30", "LX*2", "CLP*CASE-2*4*10*0*10*MC*PAYER-2*11*1", "CAS*PR*1*10", "PLB*1999999984*20261231*WO:OLD*40*FB:TRACE-0*10"),
        Of<ProfessionalClaim>("837P", "HC", ProfessionalClaims.Version, "837", (b, f) => [.. ProfessionalClaims.Read(b, f)], null, [.. Claims("CLM*CASE-1*180.5***11:B:1*Y*A*Y*Y", "SV1*HC:93458:26*180.5*UN*1***1", "HI*ABK:I2510*ABF:E119")]),
        Of<InstitutionalClaim>("837I", "HC", InstitutionalClaims.Version, "837", (b, f) => [.. InstitutionalClaim.Read(b, f)], null,
            [.. Claims("CLM*CASE-1*180.5***11:A:1**A*Y*Y", "SV2*0300*HC:81099*180.5*UN*1**20", "HI*ABK:I2510:::::::Y", "HI*BH:11:D8:20260601", "HI*BE:01:::450.5*BE:02", "CL1*1*7*01", "DTP*434*RD8*20260601-20260604", "DTP*435*DT*202606010830", "DTP*096*TM*1130")]),
        Of("999", Acknowledgement999.FunctionalId, Acknowledgement999.Version, "999", Acknowledgement999.Read, (v, w, n) => v.Write(w, n),
            "AK1*HC*7*005010X222A1", "AK2*837*0001*005010X222A1", "IK3*CLM*22*2300*8", "CTX*CLM01:CASE", "IK4*5:3:1*1331*7*Z", "IK5*R*5*I5", "AK2*837*0002", "IK5*A", "AK9*P*2*2*1"),
    ];

    private static IReadOnlyList<RemittanceAdvice> Advices(ReadOnlyMemory<byte> bytes, X12Findings findings) =>
        RemittanceReader.ReadAdvicesAsync(new MemoryStream(bytes.ToArray()), findings, CancellationToken.None).GetAwaiter().GetResult();

    private static IEnumerable<string> Claims(string clm, string sv, params string[] own) =>
    [
        "BHT*0019*00*BATCH-1*20260620*0830*CH", "NM1*41*2*EXAMPLE CLINIC*****46*SUB1", "PER*IC*BILLING*TE*9195550100", "NM1*40*2*EXAMPLE PLAN*****46*PLAN1", "HL*1**20*1", "PRV*BI*PXC*207RC0000X",
        "NM1*85*2*EXAMPLE CLINIC*****XX*1999999984", "N3*1 CLINIC ROAD", "N4*DURHAM*NC*27701", "REF*EI*123456789", "PER*IC*DESK*TE*9195550103", "HL*2*1*22*1", "SBR*P**GRP******CI", "NM1*IL*1*SAMPLE*PERSON****MI*W1", "DMG*D8*19800229*F",
        "NM1*PR*2*EXAMPLE PLAN*****PI*PLAN1", "HL*3*2*23*0", "PAT*19", "NM1*QC*1*SAMPLE*CHILD", "DMG*D8*20150101*M", clm, "PWK*OZ*EL***AC*CTL-1", "REF*G1*AUTH-1", "NTE*ADD*SEEN TWICE", .. own, "NM1*82*1*DOCTOR*D****XX*1999999976",
        "PRV*PE*PXC*207RC0000X", "SBR*S*18*******CI", "OI***Y***Y", "NM1*IL*1*OTHER*PERSON****MI*W2", "LX*1", sv, "DTP*472*D8*20260601", "REF*6R*L1", "NTE*ADD*LINE NOTE",
    ];

    private static SetSample Of<T>(
        string name, string functionalId, string version, string set, Func<ReadOnlyMemory<byte>, X12Findings, IReadOnlyList<T>> read, Action<T, X12Writer, string>? write, params string[] segments)
        where T : class =>
        new(name, functionalId, version, set, segments, (b, f) => [.. read(b, f)], write is null ? null : (w, view, number) => write((T)view, w, number));

    internal X12Document Written(IEnumerable<object> views, X12Delimiters? delimiters = null) =>
        Sample.Document(FunctionalId, Version, w => Each(w, views), delimiters);

    private void Each(X12Writer writer, IEnumerable<object> views)
    {
        var number = 0;
        foreach (var view in views) Write?.Invoke(writer, view, (++number).ToString("D4", System.Globalization.CultureInfo.InvariantCulture));
    }
}
