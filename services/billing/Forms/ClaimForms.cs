using System.Text.Json;

namespace Healthcare.Billing.Forms;

/// <summary>Which form a claim goes on, by place and service line, versioned data of <c>claim-forms.json</c>; what is not in it goes as 837P.</summary>
internal sealed class ClaimForms
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly IReadOnlyList<Institutional> forms;

    private ClaimForms(IReadOnlyList<Institutional> forms) => this.forms = forms;

    /// <summary>The forms that this build carries.</summary>
    public static ClaimForms Built { get; } = ReadBuilt();

    /// <summary>The institutional form, null where it is a professional one.</summary>
    public Institutional? For(string placeOfService, string? serviceLine) => serviceLine is null
        ? null
        : forms.FirstOrDefault(f => f.Places.Contains(placeOfService, StringComparer.Ordinal) && f.ServiceLines.Contains(serviceLine, StringComparer.Ordinal));

    private static ClaimForms ReadBuilt()
    {
        using var stream = typeof(ClaimForms).Assembly.GetManifestResourceStream("claim-forms.json") ?? throw new InvalidOperationException("claim-forms.json is not embedded.");
        var read = JsonSerializer.Deserialize<Data>(stream, Options) ?? throw new InvalidDataException("There are no forms.");
        if (read.Institutional.Any(f => f.Revenue.All(r => r.Prefix.Length > 0))) throw new InvalidDataException("A form has no revenue code for any other procedure.");
        return new ClaimForms(read.Institutional);
    }

    private sealed record Data(string Version, IReadOnlyList<Institutional> Institutional);

    /// <param name="FacilityType">CLM05-1, the first two digits of the type of bill.</param>
    /// <param name="PatientStatus">CL103.</param>
    internal sealed record Institutional(
        IReadOnlyList<string> Places, IReadOnlyList<string> ServiceLines, string FacilityType, string AdmissionType, string AdmissionSource, string PatientStatus, IReadOnlyList<Revenue> Revenue)
    {
        /// <summary>SV201 of a procedure, by the longest prefix.</summary>
        public string RevenueOf(string procedure) => Revenue.Where(r => procedure.StartsWith(r.Prefix, StringComparison.Ordinal)).OrderByDescending(r => r.Prefix.Length).First().Code;
    }

    internal sealed record Revenue(string Prefix, string Code);
}
